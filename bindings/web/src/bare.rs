//! What a module brings itself: an allocator, and, without the standard library, what a panic does.

use talc::wasm::{WasmDynamicTalc, new_wasm_dynamic_allocator};

#[global_allocator]
static ALLOCATOR: WasmDynamicTalc = new_wasm_dynamic_allocator();

/// Traps, and says nothing: what would write a sentence is a large part of a module, and it could hold input.
#[cfg(not(feature = "std"))]
#[panic_handler]
fn trap(_: &core::panic::PanicInfo<'_>) -> ! {
    core::arch::wasm32::unreachable()
}
