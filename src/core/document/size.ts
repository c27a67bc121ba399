/** The largest document: 5 MB of attachments in base64 and the JSON around them (design §6). */
export const DOCUMENT_BYTES_MAX = 8 * 1024 * 1024;

/** The largest message: such a document encrypted to several recipients, and armored, which adds a third and line ends. */
export const MESSAGE_BYTES_MAX = 12 * 1024 * 1024;
