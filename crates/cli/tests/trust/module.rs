//! NSS's builtin module as a list: shown and kept like any other, and loaded by a process that may be lost.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use crate::{corpus, done, json, kakitome, refused, skip};

fn builtins() -> Option<PathBuf> {
    let folders = std::fs::read_dir("/usr/lib").into_iter().flatten().filter_map(|folder| Some(folder.ok()?.path()));
    let places = folders.flat_map(|folder| [folder.join("libnssckbi.so"), folder.join("nss/libnssckbi.so")]);
    places.chain([PathBuf::from("/usr/lib64/libnssckbi.so")]).find(|path| path.is_file())
}

#[test]
fn debians_module_is_a_list_like_any_other() {
    let Some(module) = builtins() else { return skip("debians_module_is_a_list_like_any_other", "no libnssckbi.so (package libnss3)") };
    let home = tempfile::tempdir().unwrap();
    let said =
        done(&kakitome(home.path(), [OsStr::new("trust"), "import".as_ref(), module.as_ref(), "--date".as_ref(), "2023-03-01".as_ref()]));
    assert!(said.contains("mozilla 2023-03-01") && said.contains("with their certificate"), "{said}");
    let shown = json(&kakitome(home.path(), ["trust", "show", "mozilla@2023-04-01", "--json"]));
    let roots = shown["roots"].as_array().unwrap();
    assert!(roots.len() > 100 && shown["list"]["source"] == "mozilla", "{}", roots.len());
    // the roots that it shares with the certdata.txt of 2021 and of 2024, with the same state in both, have that state here
    let certdata =
        |name: &str| json(&kakitome(home.path(), [OsStr::new("trust"), "show".as_ref(), corpus(name).as_ref(), "--json".as_ref()]));
    let (old, new) =
        (certdata("nss-certdata/certdata-2021-12-13-22ff479db95d.txt"), certdata("nss-certdata/certdata-2024-11-15-94c2b97c824d.txt"));
    let state = |list: &serde_json::Value, id: &serde_json::Value| {
        list["roots"].as_array().unwrap().iter().find(|root| root["sha256"] == *id).map(|root| root["email"].clone())
    };
    let both: Vec<_> = roots.iter().filter(|root| state(&old, &root["sha256"]) == state(&new, &root["sha256"])).collect();
    let same = both.iter().filter(|root| state(&old, &root["sha256"]).is_some()).collect::<Vec<_>>();
    assert!(same.len() > 60, "{}", same.len());
    for root in same {
        assert_eq!(state(&old, &root["sha256"]).as_ref(), Some(&root["email"]), "{}", root["name"]);
    }
}

fn compiled(folder: &Path, name: &str, source: &str) -> PathBuf {
    let (file, library) = (folder.join(format!("{name}.c")), folder.join(format!("{name}.so")));
    std::fs::write(&file, source).unwrap();
    let output = Command::new("cc").args(["-shared", "-fPIC", "-w", "-o"]).arg(&library).arg(&file).output().expect("cc is installed");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    library
}

#[test]
fn c22_a_hostile_module_takes_nobody_with_it() {
    let home = tempfile::tempdir().unwrap();
    let written = home.path().join("written");
    let at_load = |body: &str| {
        format!(
            "#include <unistd.h>\n#include <stdlib.h>\n#include <stdio.h>\n#include <sys/socket.h>\n__attribute__((constructor)) static void begin(void) {{ {body} }}"
        )
    };
    // a socket, a child, our environment, another program: each of them would end the process well; writing a file ends it badly
    let reach = format!(
        "if (socket(AF_INET, SOCK_STREAM, 0) >= 0 || fork() >= 0 || getenv(\"KAKITOME_HOME\")) _exit(0); execl(\"/bin/true\", \"true\", (char *)0); \
         FILE *f = fopen(\"{}\", \"w\"); if (f && fputs(\"x\", f) >= 0 && fflush(f) == 0) _exit(0); _exit(4);",
        written.display()
    );
    for (name, source, words) in [
        ("crash", at_load("*(volatile int *)0 = 1;"), "ended"),
        ("leave", at_load("_exit(0);"), "no list of roots"),
        ("fail", at_load("_exit(3);"), "ended"),
        ("empty", "int nothing(void) { return 0; }".to_owned(), "C_GetFunctionList"),
        (
            "lie",
            at_load("fputs(\"BEGINDATA\\nCKA_CLASS CK_OBJECT_CLASS CKO_CERTIFICATE\\n\", stdout); fflush(stdout); _exit(0);"),
            "CKA_VALUE",
        ),
        ("reach", at_load(&reach), "ended"),
    ] {
        let module = compiled(home.path(), name, &source);
        let begun = Instant::now();
        let said = refused(&kakitome(home.path(), [OsStr::new("trust"), "import".as_ref(), module.as_ref()]));
        assert!(said.contains(words), "{name}: {said}");
        assert!(begun.elapsed().as_secs() < 120, "{name}");
    }
    // what it opened to write stayed empty: no file of ours grows
    assert_eq!(std::fs::metadata(&written).map(|about| about.len()).unwrap_or_default(), 0);
    let cut = home.path().join("cut.so");
    std::fs::write(&cut, b"\x7fELF\x02\x01\x01").unwrap();
    let said = refused(&kakitome(home.path(), [OsStr::new("trust"), "import".as_ref(), cut.as_ref()]));
    assert!(said.contains("PKCS#11"), "{said}");
    let kept = json(&kakitome(home.path(), ["trust", "list", "--json"]));
    assert!(kept["lists"].as_array().unwrap().iter().all(|list| list["shipped"] == true));
}
