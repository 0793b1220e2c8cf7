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
pub trait Cell: Sized {
    /// Its parts.
    const FIELDS: &'static [Field] = &[];

    /// Takes its numbers, in their order, from those of a block. Those that are missing are 0.
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self;

    /// The first of a block.
    fn of(numbers: &[f64]) -> Self {
        Self::take(&mut numbers.iter())
    }
}

impl Cell for f64 {
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
        numbers.next().copied().unwrap_or_default()
    }
}

impl Cell for Set {
    fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
        std::array::from_fn(|_| f64::take(numbers))
    }
}

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

            fn take(numbers: &mut std::slice::Iter<f64>) -> Self {
                $name { $($field: Cell::take(numbers),)* }
            }
        }
    };
}
