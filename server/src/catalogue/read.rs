//! From rows to a catalogue: one statement a table.

use std::collections::HashMap;

use domain::catalogue::{
    Catalogue, Color, CreditPackage, EstimateKind, Finish, Material, ShippingZone, Technology,
};
use domain::credits::Credits;
use domain::money::{Cents, Currency};
use sea_orm::FromQueryResult;

use crate::db::{DataError, Database, Sql as _, args};

#[derive(FromQueryResult)]
struct HeadRow {
    currency: String,
    download_price: i64,
    print_order_minimum: i64,
    quote_hours: i32,
    start_grant: i64,
    quantity_discounts: String,
    source: String,
}

#[derive(FromQueryResult)]
struct TechnologyRow {
    slug: String,
    name: String,
    summary: String,
    estimate: String,
    build_x_mm: f64,
    build_y_mm: f64,
    build_z_mm: f64,
    needs_supports: bool,
    fills_cavities: bool,
    machine_cents_per_hour: i64,
    setup: i64,
    part_minimum: i64,
    least_lead_days: i32,
    most_lead_days: i32,
    source: String,
}

#[derive(FromQueryResult)]
struct MaterialRow {
    slug: String,
    technology_slug: String,
    name: String,
    summary: String,
    density_g_cm3: f64,
    block_wall_mm: f64,
    warn_walls_mm: String,
    cents_per_cm3: f64,
    startup: i64,
    source: String,
}

#[derive(FromQueryResult)]
struct ColorRow {
    material_slug: String,
    slug: String,
    name: String,
    hex: Option<String>,
    surcharge_permille: i32,
}

#[derive(FromQueryResult)]
struct FinishRow {
    material_slug: String,
    slug: String,
    name: String,
    fixed: i64,
    cents_per_cm2: f64,
}

#[derive(FromQueryResult)]
struct PackageRow {
    slug: String,
    name: String,
    credits: i64,
    bonus: i64,
    price: i64,
    stripe_price_id: Option<String>,
    is_active: bool,
    source: String,
}

#[derive(FromQueryResult)]
struct ZoneRow {
    slug: String,
    name: String,
    price: i64,
    least_days: i32,
    most_days: i32,
    included_tax_permille: i32,
    source: String,
}

#[derive(FromQueryResult)]
struct CountryRow {
    country: String,
    zone_slug: String,
}

/// Every row of a table that belongs to the version, in order.
async fn rows<T: FromQueryResult + Send>(
    db: &Database,
    table: &str,
    version: i32,
) -> Result<Vec<T>, DataError> {
    let sql = format!("SELECT * FROM {table} WHERE catalogue_version = $1 ORDER BY position");
    db.reader().rows(&sql, args![version]).await
}

/// The whole version.
pub(super) async fn version(db: &Database, version: i32) -> Result<Catalogue, DataError> {
    let sql = "SELECT * FROM catalogues WHERE version = $1";
    let head: Option<HeadRow> = db.reader().row(sql, args![version]).await?;
    let head = head.ok_or(DataError::corrupt("catalogue"))?;
    let technologies: Vec<TechnologyRow> = rows(db, "technologies", version).await?;
    let packages: Vec<PackageRow> = rows(db, "credit_packages", version).await?;
    Ok(Catalogue {
        version: count(version)?,
        currency: Currency::from_key(&head.currency).ok_or(DataError::corrupt("currency"))?,
        download_price: Cents(head.download_price),
        print_order_minimum: Cents(head.print_order_minimum),
        quote_hours: count(head.quote_hours)?,
        start_grant: Credits(head.start_grant),
        source: head.source,
        technologies: technologies.into_iter().map(TechnologyRow::read).collect::<Result<_, _>>()?,
        materials: materials(db, version).await?,
        quantity_discounts: from_json(&head.quantity_discounts)?,
        packages: packages.into_iter().map(PackageRow::read).collect(),
        shipping_zones: zones(db, version).await?,
    })
}

async fn materials(db: &Database, version: i32) -> Result<Vec<Material>, DataError> {
    let materials: Vec<MaterialRow> = rows(db, "materials", version).await?;
    let mut colors: HashMap<String, Vec<Color>> = HashMap::new();
    for row in rows::<ColorRow>(db, "material_colors", version).await? {
        let surcharge_permille = count(row.surcharge_permille)?;
        let color = Color { slug: row.slug, name: row.name, hex: row.hex, surcharge_permille };
        colors.entry(row.material_slug).or_default().push(color);
    }
    let mut finishes: HashMap<String, Vec<Finish>> = HashMap::new();
    for row in rows::<FinishRow>(db, "material_finishes", version).await? {
        let (fixed, cents_per_cm2) = (Cents(row.fixed), row.cents_per_cm2);
        let finish = Finish { slug: row.slug, name: row.name, fixed, cents_per_cm2 };
        finishes.entry(row.material_slug).or_default().push(finish);
    }
    let whole = |row: MaterialRow| {
        let (colors, finishes) = (colors.remove(&row.slug), finishes.remove(&row.slug));
        row.read(colors.unwrap_or_default(), finishes.unwrap_or_default())
    };
    materials.into_iter().map(whole).collect()
}

async fn zones(db: &Database, version: i32) -> Result<Vec<ShippingZone>, DataError> {
    let zones: Vec<ZoneRow> = rows(db, "shipping_zones", version).await?;
    let mut countries: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows::<CountryRow>(db, "shipping_countries", version).await? {
        countries.entry(row.zone_slug).or_default().push(row.country);
    }
    let whole = |row: ZoneRow| {
        Ok(ShippingZone {
            countries: countries.remove(&row.slug).unwrap_or_default(),
            slug: row.slug,
            name: row.name,
            price: Cents(row.price),
            days: (count(row.least_days)?, count(row.most_days)?),
            included_tax_permille: count(row.included_tax_permille)?,
            source: row.source,
        })
    };
    zones.into_iter().map(whole).collect()
}

impl TechnologyRow {
    fn read(self) -> Result<Technology, DataError> {
        Ok(Technology {
            slug: self.slug,
            name: self.name,
            summary: self.summary,
            estimate: EstimateKind::from_key(&self.estimate).ok_or(DataError::corrupt("estimate"))?,
            build_box_mm: [self.build_x_mm, self.build_y_mm, self.build_z_mm],
            needs_supports: self.needs_supports,
            fills_cavities: self.fills_cavities,
            machine_cents_per_hour: self.machine_cents_per_hour,
            setup: Cents(self.setup),
            part_minimum: Cents(self.part_minimum),
            lead_days: (count(self.least_lead_days)?, count(self.most_lead_days)?),
            source: self.source,
        })
    }
}

impl MaterialRow {
    fn read(self, colors: Vec<Color>, finishes: Vec<Finish>) -> Result<Material, DataError> {
        Ok(Material {
            slug: self.slug,
            technology: self.technology_slug,
            name: self.name,
            summary: self.summary,
            density_g_cm3: self.density_g_cm3,
            block_wall_mm: self.block_wall_mm,
            warn_walls_mm: from_json(&self.warn_walls_mm)?,
            cents_per_cm3: self.cents_per_cm3,
            startup: Cents(self.startup),
            colors,
            finishes,
            source: self.source,
        })
    }
}

impl PackageRow {
    fn read(self) -> CreditPackage {
        CreditPackage {
            slug: self.slug,
            name: self.name,
            credits: Credits(self.credits),
            bonus: Credits(self.bonus),
            price: Cents(self.price),
            stripe_price_id: self.stripe_price_id,
            is_active: self.is_active,
            source: self.source,
        }
    }
}

fn count(number: i32) -> Result<u32, DataError> {
    u32::try_from(number).map_err(|_| DataError::corrupt("catalogue number"))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, DataError> {
    serde_json::from_str(text).map_err(|_| DataError::corrupt("catalogue list"))
}
