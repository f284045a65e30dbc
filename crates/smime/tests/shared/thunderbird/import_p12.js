const [path, password] = args;
const store = Cc["@mozilla.org/security/x509certdb;1"].getService(Ci.nsIX509CertDB);
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(path);
const code = store.importPKCS12File(file, password);
const own = store.getCerts().filter(one => one.certType & Ci.nsIX509Cert.USER_CERT);
return { code, names: own.map(one => one.displayName) };
