//! Things by number, each number with a generation.
//!
//! JavaScript holds numbers where Rust would hold references. A place is used again when its thing is gone, so a number also
//! says which of its users it means: a timer that fires late finds nobody, instead of somebody else.

/// So many bits of a handle say which place it is. The generation is what it has above them.
const PLACE_BITS: u32 = 24;

const PLACES: f64 = (1 << PLACE_BITS) as f64;

/// The greatest generation: a number of JavaScript has 53 bits.
const GENERATIONS: u32 = (1 << (53 - PLACE_BITS)) - 1;

/// Places are made by so many at a time, and stay where they are.
const CHUNK: usize = 256;

/// So many of these there can be: a million places.
const CHUNKS: usize = 4096;

/// The handle of nothing.
pub const NONE: f64 = 0.0;

#[derive(Debug)]
struct Place<T> {
    /// Odd while the place is taken, and one more each time that it is taken or freed.
    generation: u32,
    /// When it is free: the next free place, counted from 1.
    next: u32,
    thing: Option<T>,
}

/// A list of things that stay where they are.
#[derive(Debug)]
pub struct Slots<T> {
    chunks: [Option<Box<[Place<T>; CHUNK]>>; CHUNKS],
    /// How many places have been used so far.
    used: u32,
    /// The first free place among them, counted from 1.
    free: u32,
}

impl<T> Slots<T> {
    /// No things.
    pub const fn new() -> Self {
        Slots { chunks: [const { None }; CHUNKS], used: 0, free: 0 }
    }

    /// Keeps a thing, and returns its handle.
    pub fn insert(&mut self, thing: T) -> f64 {
        let is_new = self.free == 0;
        let index = if is_new { self.used } else { self.free - 1 };
        let Some(chunk) = self.chunks.get_mut(index as usize / CHUNK) else { return NONE };
        let chunk = chunk.get_or_insert_with(|| {
            Box::new([const { Place { generation: 0, next: 0, thing: None } }; CHUNK])
        });
        let place = &mut chunk[index as usize % CHUNK];
        if is_new {
            self.used += 1;
        }
        self.free = place.next;
        place.next = 0;
        place.generation = (place.generation + 1) & GENERATIONS;
        place.thing = Some(thing);
        f64::from(place.generation) * PLACES + f64::from(index)
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
        let free = self.free;
        let Some(place) = self.place(handle) else { return };
        place.thing = None;
        place.next = free;
        // From now on, no handle fits until the next one is given.
        place.generation += 1;
        self.free = index_of(handle) + 1;
    }

    fn place(&mut self, handle: f64) -> Option<&mut Place<T>> {
        let generation = (handle as u64 >> PLACE_BITS) as u32;
        let index = index_of(handle) as usize;
        let place = &mut self.chunks.get_mut(index / CHUNK)?.as_mut()?[index % CHUNK];
        (place.generation == generation && generation & 1 == 1).then_some(place)
    }
}

fn index_of(handle: f64) -> u32 {
    handle as u64 as u32 & ((1 << PLACE_BITS) - 1)
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
