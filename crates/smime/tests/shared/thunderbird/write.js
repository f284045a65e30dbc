const [from, to, subject, text, sign, encrypt] = args;
const { MailServices } = ChromeUtils.importESModule("resource:///modules/MailServices.sys.mjs");
const { MimeMessage } = ChromeUtils.importESModule("resource:///modules/MimeMessage.sys.mjs");
const all = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB).getCerts();
const of = address => {
  const found = all.find(one => one.containsEmailAddress(address));
  if (!found) {
    throw new Error("no certificate of " + address);
  }
  return found;
};
const identity = MailServices.accounts.createIdentity();
identity.email = from;
if (sign || encrypt) {
  for (const use of ["signing", "encryption"]) {
    identity.setUnicharAttribute(use + "_cert_name", of(from).displayName);
    identity.setCharAttribute(use + "_cert_dbkey", of(from).dbKey);
  }
}
const fields = Cc["@mozilla.org/messengercompose/composefields;1"].createInstance(Ci.nsIMsgCompFields);
fields.from = from;
fields.to = to.join(", ");
fields.subject = subject;
const secure = Cc["@mozilla.org/messengercompose/composesecure;1"].createInstance(Ci.nsIMsgComposeSecure);
secure.signMessage = sign;
secure.requireEncryptMessage = encrypt;
for (const address of encrypt ? to : []) {
  secure.cacheValidCertForEmail(address.toLowerCase(), of(address).dbKey);
}
fields.composeSecure = secure;
// the composer hands the body over as the octets that it is sent in
const octets = Array.from(new TextEncoder().encode(text), octet => String.fromCharCode(octet)).join("");
const { nsMsgDeliverNow } = Ci.nsIMsgSend;
const message = new MimeMessage(identity, fields, null, "text/plain", octets, nsMsgDeliverNow, null, Ci.nsIMsgCompType.New, [], null);
return (await message.createMessageFile()).path;
