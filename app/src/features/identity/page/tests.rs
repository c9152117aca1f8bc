use crate::fakes::{World, render};

#[test]
fn the_sandbox_form_is_plain_html_and_says_that_there_is_no_password() {
    for (path, action) in [("/sign-in", "/sandbox/clerk/sign-in"), ("/sign-up", "/sandbox/clerk/sign-up")] {
        let page = render(path, World::signed_out());
        page.assert_has(&format!(r#"<form method="post" action="{action}""#));
        page.assert_has("Email address");
        page.assert_has("Continue");
        page.assert_has("there is no password");
        page.assert_has(r#"name="redirect_url" value="/dashboard""#);
        assert_eq!(page.status, None);
    }
}

#[test]
fn the_way_back_is_kept_and_never_leads_elsewhere() {
    let page = render("/sign-in?redirect_url=%2Fassets%2Fast_1", World::signed_out());
    page.assert_has(r#"name="redirect_url" value="/assets/ast_1""#);
    page.assert_has(r#"href="/sign-up?redirect_url=%2Fassets%2Fast_1""#);
    let page = render("/sign-in?redirect_url=https%3A%2F%2Fevil.example", World::signed_out());
    page.assert_has(r#"name="redirect_url" value="/dashboard""#);
}

#[test]
fn a_refused_address_comes_back_with_its_error() {
    let page = render("/sign-up?error=invalid_email&email_address=ada%26co", World::signed_out());
    page.assert_has("This is not an email address.");
    page.assert_has(r#"value="ada&co""#);
    page.assert_has(r#"aria-invalid="true""#);
}
