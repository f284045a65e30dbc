//! The page `dotnet`: its program, compiled by Mono's compiler against the runtime of .NET that `cargo xtask test` fetches, and run by it.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::applications::{Doors, PASSWORD};
use crate::page::Page;
use crate::stage::{OTHER, program, said};
use crate::support::home::succeed;
use crate::support::mails::SENDER;
use crate::support::skip;
use crate::unpacked;

#[test]
fn dotnet_hands_in_and_shows_refusals_as_its_page_says() {
    let test = "dotnet_hands_in_and_shows_refusals_as_its_page_says";
    let Some(compiler) = program(test, "mcs", false) else { return };
    let Some(dotnet) = unpacked::find("dotnet", "dotnetcore2/bin/dotnet") else { return skip(test, "the runtime of .NET is not here") };
    let page = Page::read("dotnet");
    let mut doors = Doors::new();
    let port = doors.relay.to_string();
    let source = doors.stage.scratch().join("Send.cs");
    std::fs::write(&source, page.filled("Send.cs", &[("2525", &port)])).unwrap();
    let program = doors.stage.scratch().join("Send.dll");
    compile(&compiler, &dotnet, &source, &program);

    let seen = |output: &Output, id: &str, status: i32| {
        page.shows(id, &said(output), &[]);
        assert_eq!(output.status.code(), Some(status), "{id}: {}", said(output));
    };
    let run = || {
        let mut command = Command::new(&dotnet);
        command.arg(&program);
        command
    };
    seen(&doors.send(&mut run(), SENDER, PASSWORD, 1), "refused gateway-down", 75);
    doors.stage.up();
    let output = doors.send(&mut run(), SENDER, PASSWORD, 1);
    assert!(output.status.success(), "{}", said(&output));
    doors.stage.arrives_signed("System.Net.Mail");
    seen(&doors.send(&mut run(), OTHER, PASSWORD, 1), "refused not-yours", 69);
    seen(&doors.send(&mut run(), SENDER, PASSWORD, 6_000), "refused too-large", 69);
    doors.stage.without_keyholder(|| seen(&doors.send(&mut run(), SENDER, PASSWORD, 1), "refused away", 75));
    assert!(doors.stage.sink.stays_empty());
}

fn compile(compiler: &Path, dotnet: &Path, source: &Path, program: &Path) {
    let framework = dotnet.parent().unwrap().join("shared/Microsoft.NETCore.App");
    let framework = std::fs::read_dir(framework).unwrap().next().unwrap().unwrap().path();
    let mut mcs = Command::new(compiler);
    mcs.args(["-nostdlib", "-noconfig"]);
    for library in
        ["System.Private.CoreLib", "System.Runtime", "System.Runtime.Extensions", "System.Net.Mail", "System.Console", "netstandard"]
    {
        mcs.arg(format!("-r:{}", framework.join(format!("{library}.dll")).display()));
    }
    succeed(mcs.arg(format!("-out:{}", program.display())).arg(source).stdin(Stdio::null()));
    // No library for languages and no zones are needed; the framework of that name is beside the program `dotnet`.
    std::fs::write(
        program.with_extension("runtimeconfig.json"),
        r#"{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"3.1.0"},"configProperties":{"System.Globalization.Invariant":true}}}"#,
    )
    .unwrap();
}
