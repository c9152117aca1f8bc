//! A made-up model to print, in what the shop really offers.

use async_trait::async_trait;
use domain::Problem;
use domain::catalogue::Catalogue;
use domain::ids::{AssetId, PrintConfigId, QuoteId, UserId};
use domain::price::price;
use domain::print::{
    Passport, PriceBasis, PrintChoice, PrintConfig, PrintConfigState, PrintOffer, Prints, Quote, Quoted,
    SizeMm, SizeRange, Verdict,
};
use domain::time::Timestamp;

use super::World;
use domain::asset::AssetStatus;

fn catalogue() -> Catalogue {
    serde_json::from_str(include_str!("../../../migrations/catalogue/start.json")).unwrap()
}

fn quote(choice: &PrintChoice) -> Quote {
    let basis = print_offer().basis.scaled_to(choice.size);
    Quote {
        id: QuoteId::from_parts(1, 1),
        price: price(&basis, choice, &catalogue()).unwrap(),
        basis,
        expires: Timestamp(1_000_000),
    }
}

pub(crate) fn print_config(choice: PrintChoice) -> PrintConfig {
    PrintConfig {
        id: PrintConfigId::from_parts(1, 1),
        asset: AssetId::from_parts(1, 1),
        quote: quote(&choice),
        words: choice.words(&catalogue()),
        choice,
        state: PrintConfigState::Saved,
        updated: Timestamp(0),
    }
}

/// A figure of 40 × 80 × 20 mm.
pub(crate) fn print_offer() -> PrintOffer {
    let catalogue = catalogue();
    let range = |material: &str| SizeRange {
        material: material.to_owned(),
        smallest_mm: Some(12.0),
        largest_mm: Some(208.0),
    };
    PrintOffer {
        asset: AssetId::from_parts(1, 1),
        title: "a red robot".into(),
        model: super::detail(AssetStatus::Completed).model.unwrap(),
        basis: PriceBasis {
            volume_cm3: 24.0,
            area_cm2: 90.0,
            box_cm3: 64.0,
            height_cm: 8.0,
            size: SizeMm([40.0, 80.0, 20.0]),
        },
        ranges: catalogue.materials.iter().map(|material| range(&material.slug)).collect(),
        configs: Vec::new(),
        catalogue,
    }
}

#[async_trait]
impl Prints for World {
    async fn offer(&self, _user: UserId, _asset: AssetId) -> Result<PrintOffer, Problem> {
        self.answer(())?;
        self.offer.clone().ok_or(Problem::NotFound)
    }

    async fn quote(&self, _user: UserId, _asset: AssetId, choice: PrintChoice) -> Result<Quoted, Problem> {
        let passport = Passport { verdict: Verdict::Pass, findings: Vec::new(), repairs: Vec::new() };
        self.answer(Quoted { passport, quote: Some(quote(&choice)) })
    }

    async fn save(
        &self,
        _user: UserId,
        _asset: AssetId,
        _config: Option<PrintConfigId>,
        _choice: PrintChoice,
        _quote: QuoteId,
    ) -> Result<PrintConfigId, Problem> {
        self.answer(PrintConfigId::from_parts(1, 1))
    }

    async fn delete(&self, _user: UserId, _config: PrintConfigId) -> Result<(), Problem> {
        self.answer(())
    }

    async fn configs(&self, _user: UserId, _asset: AssetId) -> Result<Vec<PrintConfig>, Problem> {
        self.answer(self.offer.clone().map(|offer| offer.configs).unwrap_or_default())
    }
}
