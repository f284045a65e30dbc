//! `[[mail-service]]` from what is written to what it means. What is not safe to tell customers cannot be made (RFC 8314).

use kakitome_explain::settings::{Login, MailService, Server};
use toml::Spanned;

use super::Reading;
use crate::config::written::{MailServiceConfig, ServiceLogin};

impl Reading<'_> {
    pub(super) fn services(&mut self, all: &[MailServiceConfig]) -> Vec<MailService> {
        let mut services: Vec<MailService> = Vec::new();
        for one in all {
            let Some(service) = self.service(one) else { continue };
            if services.iter().any(|other| other.domain() == service.domain()) {
                self.faults.at(one.domain.span(), format!("there are two [[mail-service]] of {:?}", service.domain()), None);
            }
            services.push(service);
        }
        services
    }

    fn service(&mut self, one: &MailServiceConfig) -> Option<MailService> {
        if one.imap.is_none() && one.pop3.is_none() {
            let hint = Some("add imap = \"imap.example.jp\", or pop3, or both");
            self.faults.at(one.domain.span(), "this [[mail-service]] has no server for fetching mail", hint);
            return None;
        }
        let smtp = self.server(&one.smtp, 465);
        let imap = one.imap.as_ref().map(|text| self.server(text, 993));
        let pop3 = one.pop3.as_ref().map(|text| self.server(text, 995));
        let login = if one.login == ServiceLogin::Address { Login::Address } else { Login::LocalPart };
        // each fault has been told where it stands
        let (smtp, imap, pop3) = (smtp?, imap.flatten(), pop3.flatten());
        if imap.is_none() && pop3.is_none() {
            return None;
        }
        match MailService::new(one.domain.get_ref(), &one.name, smtp, imap, pop3, login) {
            Ok(service) => Some(service),
            Err(error) => {
                self.faults.at(one.domain.span(), error.to_string(), Some("write a domain in ASCII: example.jp"));
                None
            }
        }
    }

    fn server(&mut self, text: &Spanned<String>, usual: u16) -> Option<Server> {
        match Server::read(text.get_ref(), usual) {
            Ok(server) => Some(server),
            Err(error) => {
                self.faults.at(text.span(), error.to_string(), Some("write a host name, or a host name with a port: smtp.example.jp:465"));
                None
            }
        }
    }
}
