-- Which releases are chosen, which are passed over and why, and what is said
-- where nothing fits.
local tap = dofile("tests/lua/tap.lua")
local fake = dofile("tests/lua/fake_store.lua")
local resolve = require "assay.plugin.resolve"

--- Run with `releases` on offer: {"tolls 1.0.0", requires...} each.
local function run(ask, releases)
    local by_name = {}
    for _, r in ipairs(releases) do
        fake.release(r)
        by_name[r.name] = by_name[r.name] or {}
        table.insert(by_name[r.name], r)
    end
    ask.api, ask.compare, ask.fits = "0.1.0", fake.compare, fake.fits
    ask.offers = function(name)
        return by_name[name], not by_name[name] and "no index has it" or nil
    end
    return resolve.run(ask)
end

local function you(...)
    local roots = {}
    for i, name in ipairs {...} do
        local only, range = name:match("^(%S+)%s*(.*)$")
        roots[i] = {name = only, range = range ~= "" and range or nil, by = "you"}
    end
    return roots
end

local function there(name, version, fields)
    local r = fake.release {name = name, version = version, there = true, from = "installed"}
    for key, value in pairs(fields or {}) do
        r[key] = value
    end
    return r
end

--- "a 1.0.0, b 2.0.0", in the order of the choice.
local function text_of(choice, why)
    if not choice then
        return why
    end
    local out = {}
    for i, name in ipairs(choice.order) do
        out[i] = name .. " " .. choice.chosen[name].version
    end
    return table.concat(out, ", ")
end

local function reason(choice, name, version)
    for _, p in ipairs(choice.passed[name] or {}) do
        if p.version == version then
            return p.why
        end
    end
end

-- ---- one name ---------------------------------------------------------------

local A = {{name = "a", version = "1.0.0"}, {name = "a", version = "1.10.0"}, {name = "a", version = "1.9.0"}}
tap.is(text_of(run({roots = you "a"}, A)), "a 1.10.0", "the newest is chosen, by number and not by letter")
tap.is(text_of(run({roots = you "a <1.10"}, A)), "a 1.9.0", "within the range that the user wants")
tap.ok(text_of(run({roots = you "a >=2"}, A)):find("you want >=2", 1, true), "none in the range is told")
tap.ok(text_of(run({roots = you "b"}, A)):find("b (you want it): no index has it", 1, true),
    "a name that nobody has is told")

local choice = run({roots = you "a"}, {
    {name = "a", version = "1.0.0", api = ">=0.1 <1"}, {name = "a", version = "2.0.0", api = ">=1"},
    {name = "a", version = "1.5.0", yanked = "wrong names"}, {name = "a", version = "1.2.0-rc.1"},
})
tap.is(text_of(choice), "a 1.0.0", "another API, a withdrawn one and a pre-release are passed over")
tap.is(reason(choice, "a", "2.0.0"), "needs assay >=1, and this is 0.1.0", "the API is the reason")
tap.is(reason(choice, "a", "1.5.0"), "withdrawn: wrong names", "that it was withdrawn is")
tap.ok(reason(choice, "a", "1.2.0-rc.1"):find("pre-release", 1, true), "that it is a pre-release is")
tap.is(text_of(run({roots = you "a =1.2.0", early = {a = true}}, {{name = "a", version = "1.2.0-rc.1"},
    {name = "a", version = "1.1.0"}})), "no releases fit each other: a (you want =1.2.0): "
    .. "1.2.0-rc.1: you want =1.2.0, 1.1.0: you want =1.2.0", "every release is told with its reason")

-- ---- what is required -------------------------------------------------------

tap.is(text_of(run({roots = you "a"}, {
    {name = "a", version = "1.0.0", requires = {"b >=1 <2", "c"}}, {name = "b", version = "1.4.0"},
    {name = "b", version = "2.0.0"}, {name = "c", version = "0.1.0", requires = {"b"}},
})), "b 1.4.0, c 0.1.0, a 1.0.0", "dependencies come in their ranges, before who requires them")

choice = run({roots = you("a", "d")}, {
    {name = "a", version = "2.0.0", requires = {"b >=2"}}, {name = "a", version = "1.0.0", requires = {"b"}},
    {name = "b", version = "2.0.0"}, {name = "b", version = "1.0.0"},
    {name = "d", version = "1.0.0", requires = {"b <2"}},
})
tap.is(text_of(choice), "b 1.0.0, a 1.0.0, d 1.0.0", "a choice that leads nowhere is taken back")
tap.ok(reason(choice, "a", "2.0.0"):find("does not fit the rest", 1, true), "and says so")

local why = text_of(run({roots = you("a", "d")}, {
    {name = "a", version = "2.0.0", requires = {"b >=2"}}, {name = "b", version = "2.0.0"},
    {name = "b", version = "1.0.0"}, {name = "d", version = "1.0.0", requires = {"b <2"}},
}))
tap.is(why, "no releases fit each other: b (a 2.0.0 requires >=2, d 1.0.0 requires <2): "
    .. "2.0.0: d 1.0.0 requires <2, 1.0.0: a 2.0.0 requires >=2", "who clashes with whom is told")

tap.is(text_of(run({roots = you "a"}, {{name = "a", version = "1.0.0", requires = {"b"}},
    {name = "b", version = "1.0.0", requires = {"a"}}})), "b 1.0.0, a 1.0.0", "a circle ends")

-- ---- what is there ----------------------------------------------------------

local NUMBERS = {numbers = there("numbers", "0.1.0", {from = "bundled"})}
tap.is(text_of(run({roots = you "a", standing = NUMBERS},
    {{name = "a", version = "1.0.0", requires = {"numbers >=0.1"}}, {name = "numbers", version = "9.0.0"}})),
    "numbers 0.1.0, a 1.0.0", "a bundled plugin meets a requirement, no index replaces it")
why = text_of(run({roots = you "a", standing = NUMBERS}, {{name = "a", version = "1.0.0",
    requires = {"numbers >=0.2"}}}))
tap.ok(why:find("requires numbers >=0.2, and numbers 0.1.0 is bundled", 1, true),
    "one that does not is told", why)

local B = {b = there("b", "1.0.0")}
local asked_for = {}
local ask = {roots = you("a", "b"), present = B, api = "0.1.0", compare = fake.compare, fits = fake.fits,
             offers = function(name)
    asked_for[#asked_for + 1] = name
    return {fake.release {name = name, version = "1.5.0", requires = name == "a" and {"b"} or nil}}
end}
tap.is(text_of(resolve.run(ask)), "b 1.0.0, a 1.5.0", "what is installed stays if it does")
tap.is(table.concat(asked_for, " "), "a", "and no index is asked for it")
ask.fresh = {b = true}
tap.is(text_of(resolve.run(ask)), "b 1.5.0, a 1.5.0", "it moves on when that is asked for")

local WANTS_NEW = {{name = "a", version = "1.0.0", requires = {"b >=2"}}, {name = "b", version = "2.1.0"}}
tap.is(text_of(run({roots = you("a", "b"), present = B}, WANTS_NEW)), "b 2.1.0, a 1.0.0",
    "it moves on when another needs that")
why = text_of(run({roots = you("a", "b"), present = B, fixed = {b = B.b}}, WANTS_NEW))
tap.ok(why:find("a 1.0.0 requires >=2", 1, true), "but not if it is pinned", why)
choice = run({roots = you "a", present = {a = there("a", "1.5.0")}, fresh = {a = true},
    floor = {a = "1.5.0"}}, A)
tap.is(text_of(choice), "a 1.10.0", "an update is newer")
choice = run({roots = you "a <1.6", present = {a = there("a", "1.5.0")}, fresh = {a = true},
    floor = {a = "1.5.0"}}, A)
tap.is(text_of(choice), "a 1.5.0", "never older")

-- ---- conflicts --------------------------------------------------------------

local ENEMIES = {{name = "a", version = "2.0.0", conflicts = {"b <2"}}, {name = "a", version = "1.0.0"}}
choice = run({roots = you("b", "a"), present = B}, ENEMIES)
tap.is(text_of(choice), "a 1.0.0, b 1.0.0",
    "a release in conflict with what is there is passed over")
tap.is(reason(choice, "a", "2.0.0"), "a 2.0.0 is in conflict with b <2", "and says so")
choice = run({roots = you("b", "a"), present = B, off = {b = true}}, ENEMIES)
tap.is(choice.chosen.a.version, "2.0.0", "what is switched off is in nobody's way")
why = text_of(run({roots = you "a", standing = {x = there("x", "1.0.0", {conflicts = {{name = "a"}},
    from = "bundled"})}}, A))
tap.ok(why:find("x 1.0.0 is in conflict with a", 1, true), "a bundled plugin's conflicts count, too", why)

-- ---- order and bounds -------------------------------------------------------

local many = {}
for i = 1, 12 do
    for version = 1, 9 do
        many[#many + 1] = {name = "p" .. i, version = version .. ".0.0",
                           requires = i < 12 and {("p%d <=%d"):format(i + 1, version)} or {"nobody"}}
    end
end
why = text_of(run({roots = you "p1"}, many))
tap.ok(why:find("too many ways", 1, true), "a search without end ends", why)
local one = text_of(run({roots = you("d", "a"), present = B}, WANTS_NEW))
tap.is(text_of(run({roots = you("d", "a"), present = B}, WANTS_NEW)), one, "the same question, the same answer")

tap.done()
