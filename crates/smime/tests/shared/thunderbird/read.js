const [path, patience] = args;
const file = Cc["@mozilla.org/file/local;1"].createInstance(Ci.nsIFile);
file.initWithPath(path);
const url = Services.io.newFileURI(file).mutate().setQuery("type=application/x-message-display").finalize();
const name = "chrome://messenger/content/messageWindow.xhtml";
const win = Services.ww.openWindow(null, name, "_blank", "all,chrome,dialog=no,status,toolbar", url);
const sleep = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds));
const until = Date.now() + patience;
let about = null;
// signatures are checked beside the display; before version 147 or so nobody said how many are under way
const isChecked = () => {
  if (about.gExpectedSignatureCount === undefined) {
    about.settled ??= Date.now() + 700;
    return Date.now() > about.settled;
  }
  return about.gReceivedSignatureCount >= about.gExpectedSignatureCount;
};
// the window begins with an empty page, which counts as loaded; a mail without a single known field has none to show
let thereSince = null;
const isThere = () => {
  const page = about.document.getElementById("messagepane")?.currentURI?.spec ?? "about:blank";
  if (page === "about:blank") {
    return false;
  }
  thereSince ??= Date.now();
  return Object.keys(about.currentHeaderData ?? {}).length > 0 || Date.now() > thereSince + 4000;
};
while (true) {
  about = win.messageBrowser?.contentWindow;
  if (about?.msgLoaded && isThere() && isChecked()) {
    break;
  }
  // what cannot be decrypted is not loaded: a page says so instead
  if (about?.gEncryptionStatus > 0) {
    break;
  }
  if (Date.now() > until) {
    win.close();
    throw new Error("the mail was not shown in time");
  }
  await sleep(10);
}
const codes = Object.keys(Ci.nsICMSMessageErrors);
const word = code => (code === undefined || code === -1 ? null : (codes.find(name => Ci.nsICMSMessageErrors[name] === code) ?? String(code)));
const byId = id => about.document.getElementById(id);
const icon = id => {
  const element = byId(id);
  return !element || element.hidden ? null : (element.getAttribute("src") ?? "").match(/-([a-z]+)\.svg$/)?.[1] ?? "";
};
const words = [];
if (about.gSignatureStatus !== -1 || about.gEncryptionStatus !== -1) {
  try {
    about.loadSmimeMessageSecurityInfo();
    for (const id of ["signatureLabel", "signatureHeader", "signatureExplanation", "encryptionLabel", "encryptionHeader", "encryptionExplanation"]) {
      words.push(byId(id)?.textContent ?? "");
    }
  } catch (error) {
    words.push(String(error));
  }
}
const shown = {
  signature: word(about.gSignatureStatus),
  encryption: word(about.gEncryptionStatus),
  signer: about.gSignerCert?.subjectName ?? null,
  signatureIcon: icon("signedHdrIcon"),
  encryptionIcon: icon("encryptedHdrIcon"),
  words,
  from: about.currentHeaderData?.from?.headerValue ?? "",
  subject: about.currentHeaderData?.subject?.headerValue ?? "",
  text: byId("messagepane")?.contentDocument?.body?.textContent ?? "",
  attachments: Array.from(about.currentAttachments ?? [], one => one.name),
};
win.close();
return shown;
