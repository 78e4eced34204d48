// SPDX-License-Identifier: EUPL-1.2
// A real OpenID Connect provider in a process of its own: whoever logs in with a password is the subject he typed.
import { Provider } from "oidc-provider";

const [port, site, secret] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: "berichtenverkeer",
      client_secret: secret,
      redirect_uris: [`${site}/inloggen/terug`],
      post_logout_redirect_uris: [`${site}/inloggen`],
      backchannel_logout_uri: `${site}/inloggen/afmelden`,
      backchannel_logout_session_required: true,
    },
  ],
  // By itself it calls nobody on this machine: here everything is.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
  pkce: { required: () => true },
  features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true } },
});
provider.on("backchannel.error", (ctx, error) => console.log("backchannel", error.message, error.cause));
provider.on("server_error", (ctx, error) => console.log("error", error.message, error.cause));
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
