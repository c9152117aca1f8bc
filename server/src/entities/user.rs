//! A person, mirrored from the identity provider.

use sea_orm::entity::prelude::*;

/// A row.
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    /// `usr_…`
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The provider's id; unique.
    pub clerk_user_id: String,
    /// Primary e-mail address.
    pub email: String,
    /// Their customer record, once they bought something.
    pub stripe_customer_id: Option<String>,
    /// JSON: where prints go unless something else is said.
    pub address: Option<String>,
    /// Whether they are told of each model by mail.
    pub mails_model_ready: bool,
    /// Whether they are told of parcels by mail.
    pub mails_shipped: bool,
    /// Milliseconds since 1970.
    pub created_at: i64,
    /// Milliseconds since 1970.
    pub updated_at: i64,
    /// When the provider said that they are gone.
    pub deleted_at: Option<i64>,
}

/// None: joins are written where they are used.
#[derive(Clone, Copy, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
