//! `/help`: the flows, and answers to what people ask.

use crate::erased::{CollectErased, Erase};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::features::site::site_facts;
use crate::ui::{Card, LinkButton};

/// A flow in steps.
struct Flow {
    title: &'static str,
    steps: &'static [&'static str],
}

const FLOWS: [Flow; 4] = [
    Flow {
        title: "From words to a model",
        steps: &[
            "On Create, describe what you want: “a red robot with a flower”. The first color is the body, the second the accent.",
            "Pick a style; it changes the shape, not only the colors.",
            "Press Generate. It costs 1 credit, set aside while it runs.",
            "In your workspace, choose between two concept pictures and press Generate 3D Model. The first model of your concepts is free.",
            "Turn it with a finger, the mouse or the arrow keys.",
        ],
    },
    Flow {
        title: "From a picture to a model",
        steps: &[
            "On Create, open Image to Model and drop in, paste, choose or photograph a picture: PNG, JPEG or WebP, at most 10 MB.",
            "One thing in front of a plain background works best. Words beside it are optional.",
            "Pick a style, press Generate, and go on as with words.",
        ],
    },
    Flow {
        title: "From a model to a print in your hand",
        steps: &[
            "On a model's page, open 3D Print and choose material, color, finish, size and pieces. The price follows every change, line by line.",
            "What does not print is said before you pay, with the size or material that would.",
            "Add the print to your cart, beside model files and credits: one cart, one payment.",
            "At checkout the address is asked for only when something is sent. The price you see is the price you pay, taxes included.",
            "Your order page shows where each thing stands: files and credits at once, prints from the check to the parcel.",
        ],
    },
    Flow {
        title: "When something goes wrong",
        steps: &[
            "Whatever fails or is cancelled costs nothing: the credit comes back at once, and your account page shows it.",
            "You can leave, reload or close the page at any time; the work goes on.",
            "Not what you meant? Other concepts are free twice; another model of the same concept costs 1 credit.",
        ],
    },
];

/// A question and its answer.
struct Answer {
    question: &'static str,
    answer: &'static str,
}

const ANSWERS: [Answer; 8] = [
    Answer {
        question: "Who can see what I make?",
        answer: "Only you, until you publish a model on its page. You can take it back there at any time.",
    },
    Answer {
        question: "How do I get rid of something?",
        answer: "Press Delete on its page. Its description, pictures and model go for good; orders stay, with the files you bought.",
    },
    Answer {
        question: "What does Skip concept do?",
        answer: "It builds the model at once, without the two pictures to choose from. It costs the same.",
    },
    Answer {
        question: "What do my credits do?",
        answer: "Starting something costs 1 credit. Your account page lists every credit that moved, and why.",
    },
    Answer {
        question: "How do I get more credits?",
        answer: "Press the plus beside your credits on any page. They are on your account as soon as the payment is through, and never expire.",
    },
    Answer {
        question: "What if I pay twice by accident?",
        answer: "You cannot: a cart is paid once, however often the button is pressed or the page is reloaded.",
    },
    Answer {
        question: "Which files do I get?",
        answer: "GLB, STL, 3MF, OBJ and USDZ, from your order's page, as often as you like. A print comes with its own file at the size you ordered.",
    },
    Answer {
        question: "Which keys turn the model?",
        answer: "Arrow keys turn it, Shift with an arrow moves it, plus and minus zoom, 0 goes back to the start.",
    },
];

/// The help page.
#[component]
pub fn HelpPage() -> impl IntoView {
    let flow = |flow: Flow| {
        let steps = flow.steps.iter().map(|step| view! { <li>{*step}</li> }).collect_erased();
        view! {
            <Card>
                <h2 class="section-title mb-4">{flow.title}</h2>
                <ol class="list-decimal space-y-2 pl-5 marker:text-muted-foreground">{steps}</ol>
            </Card>
        }
    };
    let answer = |answer: Answer| {
        view! {
            <div class="space-y-1 border-t py-4">
                <dt class="font-medium">{answer.question}</dt>
                <dd class="text-muted-foreground">{answer.answer}</dd>
            </div>
        }
    };
    let generator = site_facts().builtin_generator.then(|| {
        view! {
            <p class="text-muted-foreground">
                "Here, models are made by the built-in generator. It is no AI: it knows over a hundred kinds of \
                 things and tells on each page what it understood. Words it does not know become a nameplate."
            </p>
        }
    });
    view! {
        <Title text="Help" />
        <div class="mx-auto max-w-3xl space-y-6">
            <h1 class="page-title">"How it works"</h1>
            {generator}
            {FLOWS.map(flow).collect_erased()}
            <section class="pt-4" aria-labelledby="answers">
                <h2 id="answers" class="section-title mb-4">
                    "Questions"
                </h2>
                <dl>{ANSWERS.map(answer).collect_erased()}</dl>
            </section>
            <LinkButton href="/dashboard">"Create something"</LinkButton>
        </div>
    }
    .erased()
}

#[cfg(test)]
mod tests;
