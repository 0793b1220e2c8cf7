//! Names for the parts of a block, from which those for the package are generated.

use super::Set;

/// A part of a block, told by its name: `first`, and in it `retries`.
#[derive(Debug)]
pub struct Field {
    /// As the struct has it.
    pub name: &'static str,
    /// What it holds.
    pub doc: &'static [&'static str],
    /// Counted from the first cell of the struct.
    pub cell: usize,
    /// Its own parts; none if it is one number, or a set.
    pub fields: &'static [Field],
}

/// What a block is made of.
pub trait Cell {
    /// Its parts.
    const FIELDS: &'static [Field] = &[];
}

impl Cell for f64 {}
impl Cell for Set {}

/// A struct of cells, and the names of its parts.
macro_rules! cells {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $doc:literal])* $field:ident: $type:ty,)* }) => {
        $(#[doc = $about])*
        #[repr(C)]
        #[derive(Clone, Copy, Debug, Default, PartialEq)]
        pub struct $name {
            $($(#[doc = $doc])* pub $field: $type,)*
        }

        impl Cell for $name {
            const FIELDS: &'static [Field] = &[$(Field {
                name: stringify!($field),
                doc: &[$($doc),*],
                cell: ::core::mem::offset_of!($name, $field) / 8,
                fields: <$type as Cell>::FIELDS,
            }),*];
        }
    };
}
