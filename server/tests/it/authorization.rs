//! Who may do what: every row of the matrix, asked by everybody, with every kind of id, of the real binary.

use std::collections::BTreeSet;
use std::path::Path;

use domain::ids::{AssetId, CartLineId, ConceptId, Entropy as _, GenerationId, UploadId};
use reqwest::{Method, Response, header};
use sandbox::clerk::SESSION_CATEGORY;
use serde_json::{Value, json};
use server::clock::SystemEntropy;

use crate::authorization_rows::{Needs, Row, rows};
use crate::authorization_server::{Caller, FullServer};

/// Everybody whose requests must look like nobody's.
fn nobodies(server: &FullServer, person: &Caller) -> Vec<(&'static str, Caller)> {
    let forged = |name: &'static str, changes: &[(&str, Value)]| {
        let mut claims = server.claims(person);
        for (claim, value) in changes {
            claims[*claim] = value.clone();
        }
        (name, server.caller_with(json!({ "cat": SESSION_CATEGORY }), &claims))
    };
    let template = server.caller_with(json!({ "cat": "cl_B7d4PD222AAA" }), &server.claims(person));
    vec![
        ("anonymous", Caller::anonymous()),
        forged("expired", &[("exp", json!(1_700_000_060)), ("iat", json!(1_700_000_000)), ("nbf", json!(1))]),
        forged("wrong azp", &[("azp", json!("https://evil.example"))]),
        forged("wrong issuer", &[("iss", json!("https://clerk.evil.example"))]),
        forged("deleted person", &[("sub", json!("user_deleted"))]),
        ("another kind of token", template),
    ]
}

/// The ids a row is asked with: the owner's own, one that nobody has, and no id at all.
fn ids(row: &Row, own: &Own) -> Vec<(&'static str, String)> {
    let is_upload = row.path.starts_with("/api/uploads/");
    if !row.path.contains("{id}") && !row.form.contains("{id}") {
        return vec![("none", String::new())];
    }
    let is_line = row.form.starts_with("line={id}");
    let (own, random) = if is_upload {
        (own.upload.to_string(), new_id(UploadId::from_parts))
    } else if is_line {
        (own.line.to_string(), new_id(CartLineId::from_parts))
    } else {
        (own.asset.to_string(), new_id(AssetId::from_parts))
    };
    vec![("own", own), ("random", random), ("malformed", "ast_'--".to_owned())]
}

struct Own {
    asset: AssetId,
    upload: UploadId,
    line: CartLineId,
}

fn new_id<T: ToString>(from_parts: fn(u64, u128) -> T) -> String {
    from_parts(1_800_000_000_000, SystemEntropy.random()).to_string()
}

/// A row's text with ids in their places.
fn fill(text: &str, id: &str) -> String {
    text.replace("{id}", id)
        .replace("{new}", &new_id(GenerationId::from_parts))
        .replace("{concept}", &new_id(ConceptId::from_parts))
}

async fn ask(server: &FullServer, row: &Row, caller: &Caller, id: &str) -> Response {
    server.send(row.method.clone(), &fill(row.path, id), fill(row.form, id), caller).await
}

/// What a caller without a valid session is answered.
fn refuses_nobody(row: &Row, id_kind: &str, answer: &Response) -> bool {
    let status = answer.status().as_u16();
    let to = answer.headers().get(header::LOCATION).map(|value| value.to_str().unwrap_or_default());
    let asks_again = status == 302 && to.is_some_and(|to| to.contains("/v1/client/handshake?"));
    match row.needs {
        Needs::Nobody => status < 400,
        Needs::Person => status == 401,
        Needs::Owner => status == 401 || (id_kind == "malformed" && matches!(status, 404 | 422)),
        Needs::OwnerOrPublic => asks_again || matches!(status, 404 | 422),
        Needs::PrivatePage => {
            asks_again || (status == 302 && to.is_some_and(|to| to.starts_with("/sign-in?")))
        }
        Needs::Signature | Needs::Sandbox => matches!(status, 400 | 401 | 403 | 404),
    }
}

/// What somebody signed in is answered who does not own the thing.
fn refuses_other(row: &Row, answer: &Response) -> bool {
    let status = answer.status().as_u16();
    match row.needs {
        Needs::Nobody if row.path.starts_with("/sign-") => status == 302,
        // Asked without the tick that they are sure.
        Needs::Person if row.path.ends_with("/close") => status == 422,
        // An empty cart cannot be paid.
        Needs::Person if row.path.ends_with("/begin") => status < 400 || status == 409,
        // Nor is there an order or a payment of that name.
        Needs::PrivatePage if names_what_was_paid(row) => status < 400 || matches!(status, 404 | 409),
        Needs::PrivatePage if row.path.contains("{id}") => status < 400 || status == 404,
        Needs::Nobody | Needs::Person | Needs::PrivatePage => status < 400,
        Needs::Owner | Needs::OwnerOrPublic => matches!(status, 404 | 422),
        Needs::Signature | Needs::Sandbox => matches!(status, 400 | 401 | 403 | 404),
    }
}

/// True for pages about a payment or an order, of which the person has none.
fn names_what_was_paid(row: &Row) -> bool {
    row.path.starts_with("/checkout") || row.path.starts_with("/orders/")
}

/// What the owner is answered: anything but "who are you" and "not there", when the thing is theirs.
fn serves_owner(row: &Row, id_kind: &str, answer: &Response) -> bool {
    match id_kind {
        "own" if names_what_was_paid(row) => refuses_other(row, answer),
        "own" => !matches!(answer.status().as_u16(), 401 | 403 | 404 | 429 | 500..),
        _ => refuses_other(row, answer),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_row_answers_everybody_as_it_should() {
    let server = FullServer::start().await;
    let owner = server.person("owner@example.com").await;
    let own = make_own(&server, &owner).await;
    let mut wrong = Vec::new();
    for row in &rows() {
        // People are limited in how often they ask; somebody new is not.
        let other = server.person(&format!("other{}@example.com", new_id(AssetId::from_parts))).await;
        for (id_kind, id) in ids(row, &own) {
            let mut note = |who: &str, fits: bool, answer: &Response| {
                if !fits {
                    let status = answer.status();
                    wrong.push(format!("{} {} {who}, {id_kind} id: {status}", row.method, row.path));
                }
            };
            for (who, caller) in nobodies(&server, &owner) {
                let answer = ask(&server, row, &caller, &id).await;
                note(who, refuses_nobody(row, id_kind, &answer), &answer);
            }
            let answer = ask(&server, row, &other, &id).await;
            note("other person", refuses_other(row, &answer), &answer);
            let answer = ask(&server, row, &owner, &id).await;
            note("owner", serves_owner(row, id_kind, &answer), &answer);
        }
    }
    assert!(wrong.is_empty(), "{} wrong answers:\n{}", wrong.len(), wrong.join("\n"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_posted_cannot_be_done_by_a_link() {
    let server = FullServer::start().await;
    let owner = server.person("owner@example.com").await;
    let own = make_own(&server, &owner).await;
    let mut done = Vec::new();
    for row in rows().iter().filter(|row| row.method == Method::POST && row.path.starts_with("/api/")) {
        let (_, id) = ids(row, &own).remove(0);
        let link = format!("{}?{}", fill(row.path, &id), fill(row.form, &id));
        let status = server.send(Method::GET, &link, String::new(), &owner).await.status();
        if status.as_u16() < 400 {
            done.push(format!("{link}: {status}"));
        }
    }
    assert!(done.is_empty(), "done by a link:\n{}", done.join("\n"));
}

/// An asset, an upload and a line of the cart of the owner's.
async fn make_own(server: &FullServer, owner: &Caller) -> Own {
    let asset = server.start_concepts(owner).await;
    let form = "media_type=image/png&bytes=1000".to_owned();
    let ticket = server.send(Method::POST, "/api/uploads/begin", form, owner).await;
    let ticket: domain::upload::UploadTicket = ticket.json().await.unwrap();
    let filled =
        server.send(Method::POST, "/api/cart/add_credits", "package=credits-25".to_owned(), owner).await;
    assert!(filled.status().as_u16() < 400, "{}", filled.status());
    let cart = server.send(Method::POST, "/api/cart/show", String::new(), owner).await;
    let cart: domain::cart::CartView = cart.json().await.unwrap();
    Own { asset, upload: ticket.upload, line: cart.lines[0].id }
}

#[test]
fn no_server_function_and_no_route_is_without_a_row() {
    let rows = rows();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for (path, method) in leptos::server_fn::axum::server_fn_paths() {
        // A link to a file, and a page of the payment service: they change nothing that anyone sees.
        let only_leads_on = ["/api/orders/download", "/api/checkout/portal"].contains(&path);
        assert!(method == Method::POST || only_leads_on, "{path} writes by something else than POST");
        wanted.insert(path.to_owned());
    }
    for source in sources(&root.join("app/src")) {
        wanted
            .extend(quoted_after(&source, "#[server(endpoint = ").map(|endpoint| format!("/api/{endpoint}")));
    }
    for source in sources(&root.join("server/src")) {
        // The catch-all of server functions is each of them, above.
        wanted.extend(quoted_after(&source, ".route(").filter(|path| !path.contains("{*function}")));
    }
    for source in sources(&root.join("app/src")) {
        wanted.extend(quoted_after(&source, "path!(").filter(|path| path.starts_with('/')));
    }
    assert!(wanted.len() > 15, "{wanted:?}");
    // Posters and the like: everything below a prefix is one row.
    let has_row = |path: &String| {
        let shape = |path: &str| path.split(['?', '{', ':']).next().unwrap_or_default().to_owned();
        rows.iter().any(|row| {
            shape(row.path) == shape(path) || (path.starts_with("/files/") && row.path.starts_with("/files/"))
        })
    };
    let missing: Vec<&String> = wanted.iter().filter(|path| !has_row(path)).collect();
    assert!(missing.is_empty(), "without a row: {missing:?}");
}

/// The text of every Rust file below `folder`, without its tests.
fn sources(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") && !path.ends_with("tests.rs") {
            let text = std::fs::read_to_string(&path).unwrap();
            found.push(text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned());
        }
    }
    found
}

/// What stands in quotes right after each `mark`.
fn quoted_after<'a>(source: &'a str, mark: &'a str) -> impl Iterator<Item = String> + 'a {
    source.split(mark).skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix('"')?;
        Some(rest.split('"').next()?.to_owned())
    })
}
