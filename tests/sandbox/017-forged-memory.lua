-- Raises Lua's own message of memory: the host must not take it for its own lack of memory.
-- want: needs more than 16 MiB of memory
error("not enough memory", 0)
