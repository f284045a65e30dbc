const [values] = args;
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const found = [];
for (const value of values) {
  const octets = Array.from(new TextEncoder().encode(value), octet => String.fromCharCode(octet)).join("");
  const all = [];
  const walk = list => {
    for (const one of list) {
      if (one.group) {
        walk(one.group);
      } else if (one.email) {
        all.push(one.email);
      }
    }
  };
  walk(MailServices.headerParser.parseEncodedHeader(octets, "UTF-8"));
  found.push(all);
}
return found;
