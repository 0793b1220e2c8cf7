#!/bin/sh
# The kernel ends the program together with whoever started this, however that ends.
exec setpriv --pdeathsig TERM -- "$TIED_PROGRAM" "$@"
