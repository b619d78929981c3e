-- What Lua files of the project may use. `luacheck --quiet lua plugins
-- examples tests` must be silent.
std = "lua54"
max_line_length = 120
-- Attacks are bad code by intention.
exclude_files = {"tests/sandbox/*.lua"}

-- The commands and functions that lua/assay/init.lua makes.
local ours = {
    "assay", "show", "open", "docs", "use", "close", "text", "sentences",
    "entities", "countries", "records", "find", "kwic", "brief", "plugins",
    "help", "why", "plugin",
    "exit", "quit", "quotes", "positions", "events", "casualties", "money", "dates", "places",
    "quantities", "roles", "where", "sample", "timeline", "network",
    "compare", "tally",
    "freq", "ngrams", "colloc", "keyness", "dispersion",
    "save", "export", "rules", "undo", "redo",
    "set", "output", "time", "results", "reopen", "session",
}

read_globals = ours
globals = {"doc"}

files["lua/assay/init.lua"] = {globals = {"_G", "assay", "show", "print"}}
-- What tests of plugins are written with, and those tests.
files["lua/assay/plugin/tester.lua"] = {globals = {"test", "equal", "ok"}}
files["**/plugins/*/tests"] = {read_globals = {"test", "records", "equal", "ok"}}
-- Tests pretend to be another terminal.
files["tests/lua"] = {
    globals = {assay = {fields = {
        term = {other_fields = true, read_only = false},
    }, other_fields = true}},
}
-- A plugin's main.lua runs in a sandbox.
files["plugins"] = {
    std = "lua54",
    read_globals = {"assay"},
}
