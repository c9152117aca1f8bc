//! Address, mail and the end of the account: forms that a browser posts by itself.

use domain::account::AccountView;
use domain::country::countries;
use domain::credits::Credits;
use domain::payment::Address;
use leptos::prelude::*;
use leptos::server_fn::ServerFn as _;
use leptos_router::hooks::use_query_map;

use super::api::{CloseAccount, ForgetAddress, SetAddress, SetMails};
use crate::erased::{CollectErased, Content, Erase};
use crate::submission::{Submission, kept_form};
use crate::ui::{Alert, AlertTone, Button, ButtonLook, ButtonSize, Card, Checkbox, Confirm};

/// Everything that can be set.
#[component]
pub(super) fn Settings(account: AccountView) -> impl IntoView {
    // What a form that was posted could not do.
    let posted = Submission::new("account/");
    let query = use_query_map();
    let saved = move |what: &'static str| {
        move || {
            let is_saved = query.with(|query| query.get("saved").is_some_and(|saved| saved == what));
            is_saved.then(|| {
                view! {
                    <p role="status" class="text-sm text-success-foreground">
                        "Saved."
                    </p>
                }
            })
        }
    };
    let AccountView { debt, mails, address } = account;
    view! {
        {posted.problem_view()}
        {(debt > Credits::ZERO).then(|| debt_note(debt))}
        <section id="address" aria-labelledby="address-title">
            <Card class="space-y-4">
                <h2 id="address-title" class="section-title">
                    "Where prints go"
                </h2>
                <p class="text-sm text-muted-foreground">
                    "Checkout starts with this address; you can still change it there."
                </p>
                <AddressForm address=kept_address().or(address.clone()).unwrap_or_default() />
                {address.map(|_| forget_form())}
                {saved("address")}
            </Card>
        </section>
        <section id="mails" aria-labelledby="mails-title">
            <Card class="space-y-4">
                <h2 id="mails-title" class="section-title">
                    "E-mail"
                </h2>
                <form method="post" action=SetMails::url() class="space-y-4">
                    <Checkbox
                        name="model_ready"
                        label="When a model is ready"
                        hint="So that you need not wait for it."
                        checked=mails.model_ready
                    />
                    <Checkbox
                        name="shipped"
                        label="When a print is on its way"
                        hint="With the parcel's number."
                        checked=mails.shipped
                    />
                    <p class="text-sm text-muted-foreground">
                        "Receipts, refunds and questions about a paid print are always sent."
                    </p>
                    <Button look=ButtonLook::Outline size=ButtonSize::Small>
                        "Save e-mail settings"
                    </Button>
                </form>
                {saved("mails")}
            </Card>
        </section>
        <Ending />
    }
    .erased()
}

fn debt_note(debt: Credits) -> AnyView {
    view! {
        <Alert tone=AlertTone::Danger title=format!("{debt} owed")>
            <p>
                "Their payment was refunded or disputed after they were spent. Nothing new can be started until they are \
                 bought again; the next credits you buy repay them first."
            </p>
        </Alert>
    }
    .erased()
}

fn field(
    (name, label, autocomplete): (&'static str, &'static str, &'static str),
    value: String,
    is_required: bool,
) -> AnyView {
    let id = format!("address-{name}");
    view! {
        <div class="space-y-1.5">
            <label for=id.clone() class="text-sm font-medium">
                {label}
            </label>
            <input id=id class="text-field" name=name autocomplete=autocomplete maxlength="100" required=is_required value=value />
        </div>
    }
    .erased()
}

/// What was filled in when the session had run out.
fn kept_address() -> Option<Address> {
    let form = kept_form("account/set_address")?;
    let field = |name| form.field(name).unwrap_or_default().to_owned();
    Some(Address {
        name: field("name"),
        line1: field("line1"),
        line2: field("line2"),
        city: field("city"),
        state: field("state"),
        postal_code: field("postal_code"),
        country: field("country"),
    })
}

#[component]
fn AddressForm(address: Address) -> impl IntoView {
    let chosen = address.country;
    let options = countries().map(|(code, name)| {
        view! {
            <option value=code selected=chosen == code>
                {name}
            </option>
        }
        .erased()
    });
    view! {
        <form method="post" action=SetAddress::url() class="space-y-4">
            <div class="grid gap-4 sm:grid-cols-2">
                {field(("name", "Name", "name"), address.name, true)}
                {field(("line1", "Street and number", "address-line1"), address.line1, true)}
                {field(("line2", "Apartment, company (optional)", "address-line2"), address.line2, false)}
                {field(("postal_code", "Postal code", "postal-code"), address.postal_code, true)}
                {field(("city", "City", "address-level2"), address.city, true)}
                {field(("state", "State or region (optional)", "address-level1"), address.state, false)}
                <div class="space-y-1.5">
                    <label for="address-country" class="text-sm font-medium">
                        "Country"
                    </label>
                    <select id="address-country" name="country" class="text-field" autocomplete="country" required>
                        <option value="">"Choose…"</option>
                        {options.collect_erased()}
                    </select>
                </div>
            </div>
            <Button look=ButtonLook::Outline size=ButtonSize::Small>
                "Save address"
            </Button>
        </form>
    }
    .erased()
}

fn forget_form() -> AnyView {
    view! {
        <form method="post" action=ForgetAddress::url()>
            <Button look=ButtonLook::Ghost size=ButtonSize::Small>
                "Forget this address"
            </Button>
        </form>
    }
    .erased()
}

/// The end of the account: says what goes and what stays, and asks.
#[component]
fn Ending() -> impl IntoView {
    view! {
        <section id="delete" aria-labelledby="delete-title">
            <Card class="space-y-4">
                <h2 id="delete-title" class="section-title">
                    "Delete my account"
                </h2>
                <p class="text-sm text-muted-foreground">
                    "Deletes your models, pictures, prompts, cart, address and sign-in, and what is being made. Credits that \
                     are left are lost. Prints you have paid are still made and sent, and orders stay in our books, as the \
                     law asks."
                </p>
                <Confirm
                    id="delete-account"
                    label=Content::from(|| "Delete my account…")
                    question="Delete your account?"
                    consequence="There is no way back. Download what you want to keep first."
                >
                    <form method="post" action=CloseAccount::url() class="w-full space-y-4">
                        <label class="flex cursor-pointer items-start gap-3 text-sm">
                            <input
                                type="checkbox"
                                name="sure"
                                value="true"
                                required
                                class="mt-0.5 size-4 shrink-0 accent-primary"
                            />
                            "I am sure: my models, pictures and credits are gone for good."
                        </label>
                        <Button look=ButtonLook::Destructive size=ButtonSize::Small>
                            "Delete my account"
                        </Button>
                    </form>
                </Confirm>
            </Card>
        </section>
    }
    .erased()
}
