use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::*;
use crate::config::env::Secret;

/// Takes the whole mail and hangs up.
const SILENCE: &str = "";

/// A mail server for one connection (RFC 5321), which answers recipients with `verdict`. Answers its address, and
/// at the end everything it was told.
async fn mail_server(verdict: &'static str) -> (String, JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://shop:secret@{}", listener.local_addr().unwrap());
    (url, tokio::spawn(async move { converse(listener.accept().await.unwrap().0, verdict).await }))
}

async fn converse(stream: TcpStream, verdict: &str) -> String {
    let (reader, mut writer) = stream.into_split();
    let mut lines = BufReader::new(reader).lines();
    writer.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    let (mut told, mut is_data) = (String::new(), false);
    while let Ok(Some(line)) = lines.next_line().await {
        told += &format!("{line}\n");
        let answer = match line.split(' ').next().unwrap_or_default() {
            "." if is_data && verdict == SILENCE => return told,
            "." if is_data => {
                is_data = false;
                "250 2.0.0 queued"
            }
            _ if is_data => continue,
            "EHLO" => "250-mail.example\r\n250 AUTH PLAIN",
            "AUTH" => "235 2.7.0 welcome",
            "MAIL" => "250 2.1.0 go on",
            "RCPT" if verdict == SILENCE => "250 2.1.5 known",
            "RCPT" => verdict,
            "DATA" => {
                is_data = true;
                "354 until a dot"
            }
            "QUIT" => "221 bye",
            _ => "250 2.0.0 fine",
        };
        writer.write_all(format!("{answer}\r\n").as_bytes()).await.unwrap();
        if line == "QUIT" {
            break;
        }
    }
    told
}

fn over(url: &str) -> Transport {
    let smtp_url = Some(Secret::new(url));
    Transport::open(&EmailConfig { smtp_url, ..EmailConfig::to_folder(PathBuf::new()) }).unwrap()
}

fn mail() -> Mail {
    Mail {
        message_id: "<eml_1@makeit3d>".into(),
        id: "eml_1".into(),
        from: "MakeIt3D <shop@makeit3d.example>".into(),
        to: "ada@example.com".into(),
        subject: "Your receipt".into(),
        text: "€ 4.90".into(),
        html: "<p>€ 4.90</p>".into(),
    }
}

#[tokio::test]
async fn a_mail_server_gets_the_mail_with_its_id_in_both_forms() {
    let (url, told) = mail_server("250 2.1.5 known").await;
    let transport = over(&url);
    transport.send(&mail()).await.unwrap();
    drop(transport);
    let told = told.await.unwrap();
    for part in [
        "AUTH PLAIN",
        "MAIL FROM:<shop@makeit3d.example>",
        "RCPT TO:<ada@example.com>",
        "Message-ID: <eml_1@makeit3d>",
        "Subject: Your receipt",
        "text/plain",
        "text/html",
    ] {
        assert!(told.contains(part), "no {part} in {told}");
    }
}

#[tokio::test]
async fn a_refusal_and_a_server_that_is_away_are_errors() {
    let (url, told) = mail_server("451 4.7.1 later").await;
    let transport = over(&url);
    let cause = format!("{:#}", transport.send(&mail()).await.unwrap_err());
    assert!(cause.contains("451") || cause.contains("later"), "{cause}");
    drop((transport, told));
    let (url, told) = mail_server("550 5.1.1 nobody").await;
    assert!(matches!(over(&url).send(&mail()).await, Err(SendError::Kept(_))));
    drop(told);
}

#[tokio::test]
async fn what_never_reached_a_server_surely_did_not_go_out() {
    let closed = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    // Two dots in a row are no name (RFC 1035): nobody has to be asked.
    for url in [format!("smtp://{closed}"), format!("smtps://{closed}"), "smtp://mail..example:25".to_owned()]
    {
        let sent = over(&url).send(&mail()).await;
        assert!(matches!(sent, Err(SendError::Kept(_))), "{url}: {sent:?}");
    }
}

#[tokio::test]
async fn a_mail_whose_answer_was_lost_may_have_gone_out() {
    let (url, told) = mail_server(SILENCE).await;
    let sent = over(&url).send(&mail()).await;
    assert!(matches!(sent, Err(SendError::Unknown(_))), "{sent:?}");
    assert!(told.await.unwrap().contains("Subject: Your receipt"));
}

#[test]
fn an_address_that_cannot_be_used_is_not_repeated() {
    let smtp_url = Some(Secret::new("nonsense://shop:secret@host"));
    let config = EmailConfig { smtp_url, ..EmailConfig::to_folder(PathBuf::new()) };
    let cause = Transport::open(&config).map(drop).unwrap_err().to_string();
    assert!(!cause.contains("secret"), "{cause}");
}
