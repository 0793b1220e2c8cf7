#!/bin/sh
# The kernel ends the program together with whoever started this, however that ends; elsewhere than on Linux nothing does.
command -v setpriv > /dev/null || exec "$TIED_PROGRAM" "$@"
exec setpriv --pdeathsig TERM -- "$TIED_PROGRAM" "$@"
