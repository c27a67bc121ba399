import type { Command } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { openRemote } from "../remote.ts";

export const token: Command = {
  name: "token",
  group: "exchanges",
  says: "an access token of ten minutes, for curl and the like",
  profile: true,
  arguments: [],
  options: {},
  examples: ["gateway token --profile .data/profiles/entree.json"],
  async run(call) {
    const { client, profile } = await openRemote(call);
    const accessToken = await client.connection.token();
    return { exitCode: EXIT.ok, json: { environment: profile.environment, accessToken }, text: [accessToken] };
  },
};
