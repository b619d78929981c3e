-- What is shown, asked and refused when plugins are installed, updated, taken
-- back and removed; against a store in memory.
local tap = dofile("tests/lua/tap.lua")
local fake = dofile("tests/lua/fake_store.lua")
local core = require "assay.core"
local plugin = require "assay.plugin"

local real = {store = core.store, paths = core.paths, print = print, reload = core.reload}
local said

--- Start with nothing installed.
local function fresh()
    fake.use(core)
    core.reload = function() return false end
    said = {}
end

local function quiet(...)
    said[#said + 1] = table.concat({...}, " ")
end

--- Run a command without its lines reaching TAP; raises what it raises.
local function run(name, ...)
    said = {}
    _G.print = quiet
    local got = table.pack(pcall(plugin[name], ...))
    _G.print = real.print
    return table.unpack(got, 1, got.n)
end

local function works(what, name, ...)
    local good, value = run(name, ...)
    tap.ok(good, what, value)
    return good and value or {changes = {}}
end

local function refused(part, what, name, ...)
    local before = fake.commits
    local good, why = run(name, ...)
    tap.ok(not good and tostring(why):find(part, 1, true) and fake.commits == before, what, why)
end

local READ = {name = "read", reason = "the list of roads", folder = "/lists"}
local YES = {yes = true}

local function with(opts, more)
    for key, value in pairs(opts) do
        more[key] = value
    end
    return more
end

-- ---- going on ---------------------------------------------------------------

fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0"}
refused("write --yes", "without a terminal and --yes nothing is installed", "install", "/t.assay")
fake.answers = {"n"}
works("a no is no error at the prompt", "install", "/t.assay")
tap.is(fake.entry("tolls"), nil, "and nothing is installed")
fake.answers = {"y"}
works("a yes goes on", "install", "/t.assay")
tap.is(fake.entry("tolls").version, "1.0.0", "and it is installed")
tap.ok(fake.entry("tolls").wanted, "because the user wants it")
tap.ok(table.concat(said, "\n"):find("signer +not signed"), "what it is is shown", said[1])
works("the same again changes nothing", "install", "/t.assay", YES)
fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", summary = "x\27[2Jy\u{202E}z"}
works("a summary may hold anything", "install", "/t.assay", YES)
tap.ok(not table.concat(said):find("[\27\u{202E}]"), "it does not reach the terminal")

-- ---- capabilities -----------------------------------------------------------

fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", capabilities = {READ}}
refused("--grant=read", "--yes grants nothing", "install", "/t.assay", YES)
refused("no plugin asks for \"write\"", "what nobody asks for is not granted", "install", "/t.assay",
    with(YES, {grant = {"write=/lists"}}))
refused("there is no folder /gone", "a folder must be there", "install", "/t.assay",
    with(YES, {grant = {"read=/gone"}}))
works("--grant grants", "install", "/t.assay", with(YES, {grant = {"read"}}))
tap.is(fake.entry("tolls").grants[1].folder, "/lists", "the folder that the author suggests")
fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", capabilities = {READ}}
works("--no-grants installs without", "install", "/t.assay", with(YES, {no_grants = true}))
tap.is(#fake.entry("tolls").grants, 0, "and grants nothing")
fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", capabilities = {READ}}
fake.answers = {"y", ""}
works("at a terminal each is asked", "install", "/t.assay")
tap.ok(fake.asked[2]:find("tolls: let it read files beneath /lists? [y/N]", 1, true), "with its folder",
    fake.asked[2])
tap.is(#fake.entry("tolls").grants, 0, "the answer is no unless it is yes")
fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", capabilities = {READ}}
fake.answers = {"y", "yes"}
works("and yes is yes", "install", "/t.assay")
tap.is(fake.entry("tolls").grants[1].name, "read", "granted")

-- Of what was granted above:
local function update_to(fields)
    fake.sources["/t.assay"] = fake.plugin(with({name = "tolls"}, fields))
end
update_to {version = "1.1.0", capabilities = {READ}}
fake.answers, fake.asked = nil, {}
works("an update that asks for no more asks nothing", "update", YES)
tap.is(fake.entry("tolls").grants[1].folder, "/lists", "and keeps the grant")
tap.is(fake.entry("tolls").previous[1].version, "1.0.0", "the version before is kept")
local WRITE = {name = "write", reason = "to keep a log", folder = "/lists/log"}
update_to {version = "1.2.0", capabilities = {READ, WRITE}}
refused("asks to make files", "one that asks for more is refused without a terminal", "update", YES)
fake.answers = {"y"}
works("and asks at one", "update", "tolls", YES)
tap.is(fake.asked[#fake.asked], "tolls: let it make files, and add to files, beneath /lists/log? [y/N] ",
    "for what is new")
tap.is(#fake.entry("tolls").grants, 2, "old grants stay")
update_to {version = "1.3.0", capabilities = {{name = "read", reason = "all your lists", folder = "/lists"}, WRITE}}
fake.answers = {"n"}
works("another reason asks again", "update", YES)
tap.is(#fake.entry("tolls").grants, 1, "and a no takes the grant back")

-- ---- versions ---------------------------------------------------------------

update_to {version = "1.0.5"}
fake.answers = nil
local result = works("an update is never older", "update", YES)
tap.is(#result.changes, 0, "nothing changes")
refused("--to=1.0.5", "an install neither", "install", "/t.assay", YES)
works("--to goes back", "install", "/t.assay", with(YES, {to = "1.0.5"}))
tap.is(fake.entry("tolls").version, "1.0.5", "to that")
works("rollback changes places", "rollback", "tolls")
tap.is(fake.entry("tolls").version, "1.3.0", "with the version before")
tap.is(fake.entry("tolls").grants[1].name, "write", "and its grants")
tap.is(fake.entry("tolls").previous[1].version, "1.0.5", "and back again")
works("pin", "pin", "tolls")
update_to {version = "2.0.0"}
works("a pinned plugin stays", "update", YES)
tap.is(fake.entry("tolls").version, "1.3.0", "where it is")
refused("is pinned", "even by name", "update", "tolls", YES)
works("unpin", "unpin", "tolls")
works("lets it go", "update", YES)
tap.is(fake.entry("tolls").version, "2.0.0", "on")
tap.ok(#fake.entry("tolls").previous <= 3, "three versions are kept", #fake.entry("tolls").previous)

-- ---- signers ----------------------------------------------------------------

fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", signer = "alice"}
works("a signed plugin", "install", "/t.assay", YES)
tap.is(fake.entry("tolls").signer, "RWalice", "has its signer in the lock")
update_to {version = "1.1.0", signer = "mallory"}
refused("--signer=", "an update by another key is refused", "update", "tolls", YES)
update_to {version = "1.1.0"}
refused("not signed", "one that is no longer signed, too", "update", "tolls", YES)
works("--signer=none takes it", "update", "tolls", with(YES, {signer = "none"}))
update_to {version = "1.2.0", signer = "mallory"}
works("one that becomes signed is welcome", "update", "tolls", YES)

-- ---- names ------------------------------------------------------------------

fresh()
fake.bundled = {fake.plugin {name = "numbers", version = "0.1.0"}}
fake.own = {fake.plugin {name = "mine", version = "0.1.0"}}
fake.sources["/n.assay"] = fake.plugin {name = "numbers", version = "9.0.0"}
fake.sources["/m.assay"] = fake.plugin {name = "mine", version = "9.0.0"}
refused("shadows a bundled plugin", "a bundled plugin's name is refused", "install", "/n.assay", YES)
refused("move that away", "that of one's own, too", "install", "/m.assay", YES)
refused("is bundled", "a bundled plugin is not removed", "remove", "numbers")

-- ---- what others require ----------------------------------------------------

fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", requires = {"roads >=1", "numbers"}}
fake.entries.roads = {name = "roads", summary = "roads", categories = {}, releases = {
    fake.release {version = "1.0.0", source = "file:///roads", ref = "v1.0.0", tree = "roads1.0.0"},
    fake.release {version = "2.0.0", source = "file:///roads", ref = "v2.0.0", tree = "not this"}}}
fake.sources["file:///roads#v1.0.0"] = fake.plugin {name = "roads", version = "1.0.0"}
fake.sources["file:///roads#v2.0.0"] = fake.plugin {name = "roads", version = "2.0.0"}
local INDEX = {yes = true, index = "file:///index"}
refused("the index says tree hash", "what the index says must be so", "install", "/t.assay", INDEX)
fake.entries.roads.releases[2].yanked = "broken"
result = works("dependencies come along", "install", "/t.assay", INDEX)
tap.is(result.changes[1].name .. " " .. result.changes[1].version, "roads 1.0.0", "in front")
tap.ok(not fake.entry("roads").wanted, "not wanted for themselves")
tap.is(fake.entry("roads").source, "index:roads", "from the index")
refused("tolls requires roads", "what others require is not removed", "remove", "roads")
refused('plugin.disable("roads", "tolls")', "nor disabled", "disable", "roads")
refused("numbers: disable it too", "a bundled one neither", "disable", "numbers")
works("both together are", "disable", "roads", "tolls")
refused('plugin.enable("tolls", "roads")', "what requires another that is off is not enabled", "enable", "tolls")
works("both together are", "enable", "roads", "tolls")
result = works("remove takes what nobody wants any more", "remove", "tolls")
tap.is(#result.changes, 2, "both are told")
tap.is(#fake.state().plugins, 0, "and nothing is left")
works("a bundled plugin is switched off", "disable", "numbers")
tap.is(fake.state().disabled[1], "numbers", "by name")
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", requires = {"numbers"}}
refused("is switched off", "and then meets no requirement", "install", "/t.assay", YES)

-- ---- conflicts, settings, sources that are gone --------------------------------

fresh()
fake.sources["/a.assay"] = fake.plugin {name = "a", version = "1.0.0", config = {
    {name = "limit", type = "number", value = "3"}, {name = "loud", type = "boolean"}, {name = "who", type = "text"}}}
fake.sources["/b.assay"] = fake.plugin {name = "b", version = "1.0.0", conflicts = {"a <2"}}
works("a", "install", "/a.assay", YES)
refused("is in conflict with a <2", "an enemy is not installed", "install", "/b.assay", YES)
works("a is switched off", "disable", "a")
works("then b comes", "install", "/b.assay", YES)
refused("in conflict with b", "and a stays off", "enable", "a")
works("a setting is set", "config", "a", "limit=5", "who=me = you")
tap.is(fake.entry("a").config[1].value .. fake.entry("a").config[2].value, "5me = you", "to what it says")
refused("must be a number", "a number is a number", "config", "a", "limit=many")
refused("true or false", "a boolean is one", "config", "a", "loud=yes")
refused("it has limit, loud, who", "there is no other", "config", "a", "size=1")
works("KEY= goes back", "config", "a", "limit=")
tap.is(#fake.entry("a").config, 1, "to the default")
fake.sources["/a.assay"] = nil
fake.sources["/b.assay"] = fake.plugin {name = "b", version = "1.1.0"}
result = works("an update goes on where a source is gone", "update", YES)
tap.is(fake.entry("b").version, "1.1.0", "with the others")
tap.ok(tostring(result):find("a stays at 1.0.0", 1, true), "and tells it", tostring(result))

-- ---- nothing is changed by --dry-run -----------------------------------------

fresh()
fake.sources["/t.assay"] = fake.plugin {name = "tolls", version = "1.0.0", capabilities = {READ}}
local before = fake.commits
result = works("--dry-run asks nothing", "install", "/t.assay", {dry_run = true})
tap.ok(tostring(result):find("nothing was changed", 1, true) and tostring(result):find("the list of roads", 1, true),
    "shows it", tostring(result))
tap.is(fake.commits, before, "and changes nothing")

-- ---- names and mistakes -----------------------------------------------------

refused("there is no option", "an unknown option is told", "install", "x", {force = true})
refused("must be a string", "a wrong argument is", "install", 5)
refused("of what?", "a missing one is", "install")
refused("no git URL", "what is no source is", "install", "Tolls!", YES)
refused("only https", "what is not fetched from is", "install", "http://example.org/x.git", YES)

core.store, core.paths, core.reload = real.store, real.paths, real.reload
tap.done()
