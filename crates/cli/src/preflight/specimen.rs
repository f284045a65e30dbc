//! A mail that shows what an identity's signature looks like: the least that RFC 5322 3.6 asks for, signed with the identity's own key.
//! It is judged here and never leaves.

use std::path::Path;

use kakitome_pki::Certificate;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;

use crate::context::Context;
use crate::failure::{Failure, failed};
use crate::home;
use crate::input::{self, Input};
use crate::sign;

/// The signed mail and the certificate of its signature.
pub(crate) fn signed(address: &str, opaque: bool, home: Option<&Path>, context: Context) -> Result<(Input, Certificate), Failure> {
    let address = home::address(address)?;
    let args = sign::Args { identity: Some(address.to_string()), opaque, home: home.map(Path::to_owned), ..sign::Args::default() };
    let name = context.say("preflight-specimen", &[]);
    let mut signed = sign::signed_mail(input::of(mail(address.as_str())?.as_bytes())?, &args, &name, context)?;
    let mut bytes = Vec::new();
    signed.write_to(&mut bytes)?;
    Ok((input::of(&bytes)?, signed.certificate))
}

fn mail(address: &str) -> Result<String, Failure> {
    let date = OffsetDateTime::now_utc().format(&Rfc2822).map_err(|error| failed("cli-cannot-start", &error))?;
    Ok(format!(
        "From: <{address}>\r\nDate: {date}\r\nSubject: specimen\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\n\
         This mail shows what the signature looks like. It is not sent.\r\n"
    ))
}
