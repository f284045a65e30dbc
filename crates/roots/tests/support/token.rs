//! A PKCS#11 module in C with certificates and the trust objects of PKCS#11 3.2 (4.16), as no published module has them yet: the
//! first certificate is an anchor for e-mail, the second distrusted, the third unknown, the fourth has no trust object.

use std::fmt::Write as _;

use kakitome_crypto::{DigestAlgorithm, digest};
use kakitome_pki::Certificate;

const MODULE: &str = r#"
#include <string.h>
#include <stddef.h>
typedef unsigned long ulong;
typedef struct { ulong type; void *value; ulong length; } attribute;
typedef struct { attribute *attributes; int count; } object;
OBJECTS
static const int objects_count = sizeof(objects) / sizeof(objects[0]);
static int found[256], found_count, found_at;
static attribute *of(const object *o, ulong type) {
    for (int i = 0; i < o->count; i++) if (o->attributes[i].type == type) return &o->attributes[i];
    return NULL;
}
static ulong ok(void) { return 0; }
static ulong info(unsigned char *p) { memset(p, 0, 88); memset(p + 2, ' ', 32); memcpy(p + 48, "test token", 10); memset(p + 58, ' ', 22); p[0] = 3; p[1] = 2; p[80] = 1; return 0; }
static ulong slots(unsigned char present, ulong *list, ulong *count) { if (list) list[0] = 1; *count = 1; return 0; }
static ulong open_session(ulong slot, ulong flags, void *app, void *notify, ulong *handle) { *handle = 7; return 0; }
static ulong find_init(ulong session, attribute *wanted, ulong count) {
    found_count = found_at = 0;
    for (int i = 0; i < objects_count; i++) {
        int fits = 1;
        for (ulong w = 0; w < count; w++) {
            attribute *has = of(&objects[i], wanted[w].type);
            if (!has || has->length != wanted[w].length || memcmp(has->value, wanted[w].value, has->length)) fits = 0;
        }
        if (fits) found[found_count++] = i + 1;
    }
    return 0;
}
static ulong find(ulong session, ulong *handles, ulong most, ulong *count) {
    for (*count = 0; *count < most && found_at < found_count; (*count)++) handles[*count] = found[found_at++];
    return 0;
}
static ulong get(ulong session, ulong handle, attribute *wanted, ulong count) {
    ulong answer = 0;
    for (ulong w = 0; w < count; w++) {
        attribute *has = of(&objects[handle - 1], wanted[w].type);
        if (!has) { wanted[w].length = (ulong)-1; answer = 0x12; continue; }
        if (wanted[w].value) memcpy(wanted[w].value, has->value, has->length);
        wanted[w].length = has->length;
    }
    return answer;
}
static struct { unsigned char major, minor; void *functions[68]; } functions;
ulong C_GetFunctionList(void **list) {
    functions.major = 2; functions.minor = 40;
    for (int i = 0; i < 68; i++) functions.functions[i] = ok;
    functions.functions[2] = info; functions.functions[4] = slots; functions.functions[12] = open_session;
    functions.functions[24] = get; functions.functions[26] = find_init; functions.functions[27] = find;
    *list = &functions;
    return 0;
}
"#;

/// The module's source.
pub(crate) fn source(certificates: &[Certificate]) -> String {
    let mut data = String::new();
    let mut table = String::from("static const object objects[] = {\n");
    for (at, certificate) in certificates.iter().enumerate() {
        let hash = digest(DigestAlgorithm::Sha256, certificate.as_der()).unwrap().as_bytes().to_vec();
        let serial = [&[2, certificate.serial().content().len() as u8][..], certificate.serial().content()].concat();
        bytes(&mut data, &format!("value{at}"), certificate.as_der());
        bytes(&mut data, &format!("issuer{at}"), certificate.issuer().as_der());
        bytes(&mut data, &format!("serial{at}"), &serial);
        bytes(&mut data, &format!("hash{at}"), &hash);
        let _ = writeln!(
            data,
            "static ulong class{at} = 1, trust_class{at} = 11, trust{at} = {};\nstatic attribute certificate{at}[] = {{{{0, &class{at}, sizeof(ulong)}}, \
             {{0x11, value{at}, sizeof(value{at})}}, {{0x81, issuer{at}, sizeof(issuer{at})}}, {{0x82, serial{at}, sizeof(serial{at})}}, {{3, \"root {at}\", 6}}}};",
            [2, 3, 0, 2].get(at).unwrap()
        );
        let _ = writeln!(table, "{{certificate{at}, 5}},");
        if at < 3 {
            let _ = writeln!(
                data,
                "static attribute about{at}[] = {{{{0, &trust_class{at}, sizeof(ulong)}}, {{1583, &trust{at}, sizeof(ulong)}}, {{1589, hash{at}, sizeof(hash{at})}}, \
                 {{0x81, issuer{at}, sizeof(issuer{at})}}, {{0x82, serial{at}, sizeof(serial{at})}}}};"
            );
            let _ = writeln!(table, "{{about{at}, 5}},");
        }
    }
    MODULE.replace("OBJECTS", &format!("{data}{table}}};"))
}

fn bytes(out: &mut String, name: &str, octets: &[u8]) {
    let list: Vec<String> = octets.iter().map(u8::to_string).collect();
    let _ = writeln!(out, "static unsigned char {name}[] = {{{}}};", list.join(","));
}
