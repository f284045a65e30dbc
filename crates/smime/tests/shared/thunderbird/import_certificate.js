const [octets] = args;
const store = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
store.importEmailCertificate(octets, octets.length, null);
return null;
