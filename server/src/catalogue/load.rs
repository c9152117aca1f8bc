//! Loading a changed catalogue as the next version: all of it or nothing.

use domain::catalogue::{Catalogue, CatalogueFaults, Material, ShippingZone, Technology};
use futures::FutureExt as _;
use sea_orm::{FromQueryResult, Value};

use crate::db::{DataError, Database, Sql as _, Tx, args};
use crate::mint::Mint;

/// Why a catalogue was not loaded.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// It cannot be sold from; each fault on a line.
    #[error("{0}")]
    Faults(#[from] CatalogueFaults),
    /// It was not stored.
    #[error(transparent)]
    Data(#[from] DataError),
}

#[derive(FromQueryResult)]
struct Newest {
    version: i32,
}

/// Checks a catalogue and stores it as the next version, whatever version it says; answers that version. Quotes made
/// from older ones end.
///
/// # Errors
/// [`LoadError`].
pub async fn load(db: &Database, mint: &Mint, catalogue: Catalogue) -> Result<u32, LoadError> {
    catalogue.validate()?;
    let now = mint.now().0;
    let version = db
        .write(move |tx| {
            let catalogue = catalogue.clone();
            async move {
                let sql = "SELECT version FROM catalogues ORDER BY version DESC LIMIT 1";
                let newest: Option<Newest> = tx.row(sql, args![]).await?;
                let next = newest.map_or(1, |newest| newest.version.saturating_add(1));
                Writer { tx, version: next }.write(&catalogue, now).await?;
                Ok(next)
            }
            .boxed()
        })
        .await?;
    Ok(version.unsigned_abs())
}

/// Writes the rows of one version.
struct Writer<'a> {
    tx: &'a Tx,
    version: i32,
}

impl Writer<'_> {
    async fn insert(&self, table: &str, columns: &str, values: Vec<Value>) -> Result<(), DataError> {
        let places: Vec<String> = (2..values.len() + 2).map(|number| format!("${number}")).collect();
        let version = if table == "catalogues" { "version" } else { "catalogue_version" };
        let sql = format!("INSERT INTO {table} ({version}, {columns}) VALUES ($1, {})", places.join(", "));
        let all = std::iter::once(Value::from(self.version)).chain(values).collect();
        self.tx.change(&sql, all).await.map(drop)
    }

    async fn write(&self, catalogue: &Catalogue, now: i64) -> Result<(), DataError> {
        let values = args![
            catalogue.currency.key(),
            catalogue.download_price.0,
            catalogue.print_order_minimum.0,
            i64::from(catalogue.quote_hours),
            catalogue.start_grant.0,
            json(&catalogue.quantity_discounts)?,
            catalogue.source.as_str(),
            now,
        ];
        let columns =
            "currency, download_price, print_order_minimum, quote_hours, start_grant, quantity_discounts,
                source, loaded_at";
        self.insert("catalogues", columns, values).await?;
        for (position, technology) in (0_i64..).zip(&catalogue.technologies) {
            self.technology(position, technology).await?;
        }
        for (position, material) in (0_i64..).zip(&catalogue.materials) {
            self.material(position, material).await?;
        }
        for (position, package) in (0_i64..).zip(&catalogue.packages) {
            let values = args![
                position,
                package.slug.as_str(),
                package.name.as_str(),
                package.credits.0,
                package.bonus.0,
                package.price.0,
                package.stripe_price_id.clone(),
                package.is_active,
                package.source.as_str(),
            ];
            let columns = "position, slug, name, credits, bonus, price, stripe_price_id, is_active, source";
            self.insert("credit_packages", columns, values).await?;
        }
        for (position, zone) in (0_i64..).zip(&catalogue.shipping_zones) {
            self.zone(position, zone).await?;
        }
        Ok(())
    }

    async fn technology(&self, position: i64, technology: &Technology) -> Result<(), DataError> {
        let [x, y, z] = technology.build_box_mm;
        let values = args![
            position,
            technology.slug.as_str(),
            technology.name.as_str(),
            technology.summary.as_str(),
            technology.estimate.key(),
            x,
            y,
            z,
            technology.needs_supports,
            technology.fills_cavities,
            technology.machine_cents_per_hour,
            technology.setup.0,
            technology.part_minimum.0,
            i64::from(technology.lead_days.0),
            i64::from(technology.lead_days.1),
            technology.source.as_str(),
        ];
        let columns = "position, slug, name, summary, estimate, build_x_mm, build_y_mm, build_z_mm,
            needs_supports, fills_cavities, machine_cents_per_hour, setup, part_minimum, least_lead_days,
            most_lead_days, source";
        self.insert("technologies", columns, values).await
    }

    async fn material(&self, position: i64, material: &Material) -> Result<(), DataError> {
        let slug = material.slug.as_str();
        let values = args![
            position,
            slug,
            material.technology.as_str(),
            material.name.as_str(),
            material.summary.as_str(),
            material.density_g_cm3,
            material.block_wall_mm,
            json(&material.warn_walls_mm)?,
            material.cents_per_cm3,
            material.startup.0,
            material.source.as_str(),
        ];
        let columns = "position, slug, technology_slug, name, summary, density_g_cm3, block_wall_mm,
            warn_walls_mm, cents_per_cm3, startup, source";
        self.insert("materials", columns, values).await?;
        for (position, color) in (0_i64..).zip(&material.colors) {
            let (hex, surcharge) = (color.hex.clone(), i64::from(color.surcharge_permille));
            let values = args![slug, position, color.slug.as_str(), color.name.as_str(), hex, surcharge];
            let columns = "material_slug, position, slug, name, hex, surcharge_permille";
            self.insert("material_colors", columns, values).await?;
        }
        for (position, finish) in (0_i64..).zip(&material.finishes) {
            let (fixed, rate) = (finish.fixed.0, finish.cents_per_cm2);
            let values = args![slug, position, finish.slug.as_str(), finish.name.as_str(), fixed, rate];
            let columns = "material_slug, position, slug, name, fixed, cents_per_cm2";
            self.insert("material_finishes", columns, values).await?;
        }
        Ok(())
    }

    async fn zone(&self, position: i64, zone: &ShippingZone) -> Result<(), DataError> {
        let slug = zone.slug.as_str();
        let values = args![
            position,
            slug,
            zone.name.as_str(),
            zone.price.0,
            i64::from(zone.days.0),
            i64::from(zone.days.1),
            i64::from(zone.included_tax_permille),
            zone.source.as_str(),
        ];
        let columns = "position, slug, name, price, least_days, most_days, included_tax_permille, source";
        self.insert("shipping_zones", columns, values).await?;
        for (position, country) in (0_i64..).zip(&zone.countries) {
            let values = args![country.as_str(), slug, position];
            self.insert("shipping_countries", "country, zone_slug, position", values).await?;
        }
        Ok(())
    }
}

fn json<T: serde::Serialize>(list: &T) -> Result<String, DataError> {
    serde_json::to_string(list).map_err(|_| DataError::corrupt("catalogue list"))
}
