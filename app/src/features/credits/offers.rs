//! What is in the dialog *Buy credits*: the packages. It comes as a chunk of its own.

use crate::erased::{CollectErased, Erase};
use domain::catalogue::CreditPackage;
use domain::money::{Cents, Currency};
use leptos::prelude::*;
use leptos::server_fn::ServerFn;

use super::dialog_state::DialogState;
use crate::error::AppError;
use crate::features::cart::CartCount;
use crate::features::cart::api::{AddCredits, add_credits, credit_packages};
use crate::features::problem_view::ProblemView;
use crate::fetched::Fetched;
use crate::layout::{ToastMessage, Toasts};
use crate::submission::Submission;
use crate::ui::{Badge, BadgeTone, Button, ButtonSize, Icon, IconName, Loading, Skeleton};

/// The packages of credits there are, asked for anew whenever the dialog opens.
#[component]
pub fn CreditOffers() -> impl IntoView {
    let DialogState { is_asked, closed, close } = DialogState::here();
    let packages = Fetched::new(
        move || is_asked.get(),
        |is_asked| async move { if is_asked { Some(credit_packages().await) } else { None } },
    );
    let offers = move || {
        packages.get().flatten().map(|packages| match packages {
            Ok((currency, packages)) => view! { <Offers currency packages close /> }.erased(),
            Err(AppError(problem)) => view! { <ProblemView problem /> }.erased(),
        })
    };
    move || {
        is_asked.get().then(|| {
            view! {
                <div class="flex items-start justify-between gap-4">
                    <h2 id="buy-credits" class="section-title">
                        "Buy credits"
                    </h2>
                    <a class="icon-button -mt-2 -mr-2" href=move || closed.get() data-noscroll="" aria-label="Close">
                        <Icon name=IconName::X class="size-5" />
                    </a>
                </div>
                <p class="mt-1 mb-4 text-sm text-muted-foreground">
                    "Credits never expire. They are on your account as soon as the payment is through."
                </p>
                <Loading fallback=|| view! { <Skeleton class="h-56" /> }>{offers}</Loading>
            }
        })
    }
}

#[component]
fn Offers(currency: Currency, packages: Vec<CreditPackage>, close: Callback<()>) -> impl IntoView {
    let adding = Submission::new("cart/add_credits");
    let (count, toasts) = (CartCount::of_page(), Toasts::of_page());
    let add = Callback::new(move |(slug, credits): (String, i64)| {
        adding.run(
            move || add_credits(slug.clone(), false),
            move || {
                count.refresh();
                let sentence = format!("{credits} credits are in your cart.");
                toasts.say(ToastMessage { sentence, href: "/cart", link: "View cart" });
                close.try_run(());
            },
        );
    });
    let best = best_value(&packages);
    let offer = |package: CreditPackage| {
        let is_best = best.as_ref() == Some(&package.slug);
        view! { <Offer currency package is_best is_busy=Signal::derive(move || adding.is_pending()) add /> }
    };
    view! {
        <ul class="grid gap-3 sm:grid-cols-3">{packages.into_iter().map(offer).collect_erased()}</ul>
        <div class="mt-3">{adding.problem_view()}</div>
    }
    .erased()
}

#[component]
fn Offer(
    currency: Currency,
    package: CreditPackage,
    is_best: bool,
    is_busy: Signal<bool>,
    add: Callback<(String, i64)>,
) -> impl IntoView {
    let credits = package.credits.0 + package.bonus.0;
    let bonus = (package.bonus.0 > 0).then(|| format!("{} + {} bonus", package.credits.0, package.bonus.0));
    let each = each(package.price, credits).in_currency(currency);
    let slug = package.slug.clone();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        add.run((slug.clone(), credits));
    };
    view! {
        <li data-slot="package" class="package" class:package-best=is_best>
            <p class="flex min-h-6 items-center justify-between gap-2 text-sm font-medium text-muted-foreground">
                {package.name.clone()}
                {is_best.then(|| view! { <Badge tone=BadgeTone::Accent>"Best value"</Badge> })}
            </p>
            <p class="mt-2 text-2xl font-semibold tracking-tight tabular-nums">{credits} " credits"</p>
            <p class="text-sm text-muted-foreground sm:min-h-5">{bonus}</p>
            <p class="mt-3 mb-4 flex items-baseline gap-2">
                <span class="text-lg font-semibold tabular-nums">{package.price.in_currency(currency)}</span>
                <span class="text-sm text-muted-foreground tabular-nums">{each} " a credit"</span>
            </p>
            <form method="post" action=AddCredits::url() class="mt-auto" on:submit=submit>
                <input type="hidden" name="package" value=package.slug />
                <input type="hidden" name="to_cart" value="true" />
                <Button size=ButtonSize::Medium disabled=is_busy>
                    "Add to cart"
                    <span class="sr-only">{format!(": {credits} credits")}</span>
                </Button>
            </form>
        </li>
    }
    .erased()
}

/// What one credit comes to, rounded to the cent.
fn each(price: Cents, credits: i64) -> Cents {
    let credits = credits.max(1);
    Cents((price.0 + credits / 2) / credits)
}

/// The slug of the package with the cheapest credits; none when there is nothing to compare.
fn best_value(packages: &[CreditPackage]) -> Option<String> {
    let dearness = |package: &&CreditPackage| {
        let credits = (package.credits.0 + package.bonus.0).max(1);
        package.price.0.saturating_mul(1_000_000) / credits
    };
    let best = packages.iter().min_by_key(dearness)?;
    (packages.len() > 1).then(|| best.slug.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fakes::shop::packages;
    use crate::fakes::{World, render};

    #[test]
    fn the_cheapest_credits_are_the_best_value() {
        assert_eq!(best_value(&packages()), Some("large".to_owned()));
        assert_eq!(best_value(&packages()[..1]), None);
        assert_eq!(each(Cents(999), 28), Cents(36));
    }

    #[test]
    fn the_address_opens_it_on_any_page_and_a_plain_form_buys() {
        for path in ["/dashboard?buy=credits", "/help?buy=credits"] {
            let page = render(path, World::signed_in());
            page.assert_has("28 credits");
            page.assert_has("25 + 3 bonus");
            page.assert_has("€9.99");
            page.assert_has("Best value");
            page.assert_has(r#"action="/api/cart/add_credits""#);
            page.assert_has(r#"name="to_cart" value="true""#);
        }
        render("/dashboard", World::signed_in()).assert_lacks("Best value");
    }
}
