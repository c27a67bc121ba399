import { plain } from "./markdown-table.ts";
import type { Contact } from "./schema.ts";

/** Name and contact details as AVG 30(1)(a) asks for them; `role` behind the name where it is given. */
export const contactParts = ({ name, address, email, phone }: Contact, role: string | null = null): readonly string[] =>
  [name, role, address, email, phone].filter((part) => part !== null);

export const contactText = (contact: Contact): string => plain(contactParts(contact).join(", "));
