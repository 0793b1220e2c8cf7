// Addresses as they may be shown: in messages, events and logs, where nothing that may be secret belongs.

/** What relative addresses are relative to, as fetch has it; nothing outside pages and workers. */
export function base(): string | undefined {
  return globalThis.document?.baseURI ?? globalThis.location?.href;
}

/** An address without credentials, query and fragment. Of one that is no HTTP address, the scheme. */
export function shown(address: string): string {
  try {
    const { protocol, origin, pathname } = new URL(address, base());
    return isHttp(protocol) ? origin + pathname : protocol;
  } catch {
    return unparsed(address);
  }
}

/** Is this the scheme of a web address? */
export function isHttp(protocol: string): boolean {
  return protocol === "http:" || protocol === "https:";
}

// No parser says where the credentials of such an address end: a password may hold any character, and an @ may stand in a query
// too. So nothing is shown that stands before the last @, and with an @ after the first ? or # only the scheme is.
function unparsed(address: string): string {
  const visible = address.replace(/[^!-\uffff]/g, ""); // as URL parsers leave out line breaks
  const [, scheme = "", slashes = "", bare = "", rest = ""] = /^([a-z][a-z\d+.-]*:)?([\\/]*)([^?#]*)(.*)$/i.exec(visible) ?? [];
  if (scheme === "" && slashes.length < 2) return slashes + bare;
  if (rest.includes("@")) return scheme;
  return scheme + slashes + bare.slice(bare.lastIndexOf("@") + 1);
}
