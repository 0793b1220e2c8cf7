//! Things by number, each number with a generation.
//!
//! JavaScript holds numbers where Rust would hold references. A place is used again when its thing is gone, so a number also
//! says which of its users it means: a timer that fires late finds nobody, instead of somebody else.

/// How many places there can be. The generation is what a handle has above this.
const PLACES: f64 = 16_777_216.0;

/// The handle of nothing.
pub const NONE: f64 = 0.0;

#[derive(Debug)]
struct Place<T> {
    /// Of the thing that is here, or was last. The first is 1, so that no handle is [`NONE`].
    generation: f64,
    thing: Option<T>,
}

/// A list of things that stay where they are.
#[derive(Debug)]
pub struct Slots<T> {
    places: Vec<Place<T>>,
    free: Vec<u32>,
}

impl<T> Slots<T> {
    /// No things.
    pub const fn new() -> Self {
        Slots { places: Vec::new(), free: Vec::new() }
    }

    /// Keeps a thing, and returns its handle.
    pub fn insert(&mut self, thing: T) -> f64 {
        let index = self.free.pop().unwrap_or_else(|| {
            self.places.push(Place { generation: 0.0, thing: None });
            self.places.len() as u32 - 1
        });
        match self.places.get_mut(index as usize) {
            Some(place) => {
                place.generation = place.generation.floor() + 1.0;
                place.thing = Some(thing);
                place.generation * PLACES + f64::from(index)
            }
            None => NONE,
        }
    }

    /// The thing of a handle, unless it is gone.
    pub fn get(&mut self, handle: f64) -> Option<&mut T> {
        self.place(handle)?.thing.as_mut()
    }

    /// Takes the thing for a while; its handle stays good.
    pub fn lend(&mut self, handle: f64) -> Option<T> {
        self.place(handle)?.thing.take()
    }

    /// Puts back what was lent.
    pub fn give_back(&mut self, handle: f64, thing: Option<T>) {
        if let (Some(place), Some(thing)) = (self.place(handle), thing) {
            place.thing = Some(thing);
        }
    }

    /// Ends a handle, whether its thing is here or lent.
    pub fn remove(&mut self, handle: f64) {
        let index = (handle % PLACES) as u32;
        if let Some(place) = self.place(handle) {
            place.thing = None;
            // From now on, no handle fits until the next one is given.
            place.generation += 0.5;
            self.free.push(index);
        }
    }

    fn place(&mut self, handle: f64) -> Option<&mut Place<T>> {
        let place = self.places.get_mut((handle % PLACES) as usize)?;
        (place.generation == (handle / PLACES).floor()).then_some(place)
    }
}

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Slots::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_outlives_no_thing() {
        let mut slots = Slots::new();
        let first = slots.insert('a');
        slots.remove(first);
        slots.remove(first);
        let second = slots.insert('b');
        assert_ne!(first, second);
        assert_eq!(first % PLACES, second % PLACES, "the place is used again");
        assert_eq!(slots.get(first), None);
        assert_eq!(slots.get(second), Some(&mut 'b'));
    }

    #[test]
    fn what_is_lent_comes_back_unless_it_was_removed_meanwhile() {
        let mut slots = Slots::new();
        let handle = slots.insert('a');
        let lent = slots.lend(handle);
        assert_eq!(slots.get(handle), None);
        slots.give_back(handle, lent);
        assert_eq!(slots.get(handle), Some(&mut 'a'));
        let lent = slots.lend(handle);
        slots.remove(handle);
        slots.give_back(handle, lent);
        assert_eq!(slots.get(handle), None);
    }

    #[test]
    fn no_number_but_a_handle_finds_anything() {
        let mut slots = Slots::new();
        slots.insert('a');
        for number in [NONE, -1.0, 0.5, f64::NAN, f64::INFINITY, 1e300, PLACES * 2.0, PLACES + 1.0, -PLACES] {
            assert_eq!(slots.get(number), None, "{number}");
            slots.remove(number);
        }
        assert_eq!(slots.insert('b'), PLACES + 1.0);
    }
}
