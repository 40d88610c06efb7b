# a source with one constant
size = $SIZE
