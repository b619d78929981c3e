-- The bundled lists: well formed, one meaning a text, and what they find.
local tap = dofile("tests/lua/tap.lua")

-- ---- well formed ------------------------------------------------------------

local codes = {}
for line in io.lines("plugins/places/data/iso-countries.tsv") do
    codes[line:match("^[^\t]*\t[^\t]*\t(%u%u%u)\t") or ""] = true
end

-- Forms, names in order, and countries of one of our YAML files.
local function parsed(path)
    local f = assert(io.open(path, "rb"))
    local yaml = f:read("a")
    f:close()
    local forms, names, bad = {}, {}, nil
    for line in yaml:gmatch("[^\n]+") do
        local key, value = line:match("^  [- ] (%l+): (.+)$")
        if key == "name" then
            names[#names + 1] = value:gsub('^"(.*)"$', "%1"):lower()
        elseif key == "text" then
            forms[#forms + 1] = value:gsub('^"(.*)"$', "%1")
        elseif key == "country" and not codes[value] then
            bad = bad or value
        end
    end
    for list in yaml:gmatch("also: %[(.-)%]") do
        for form in (list:gsub("\n%s*", " ") .. ", "):gmatch("(.-), ") do
            forms[#forms + 1] = form:gsub('^"(.*)"$', "%1")
        end
    end
    return forms, names, bad
end

local sorted = {
    "weapons/data/weapons.yaml", "named-events/data/named-events.yaml",
    "facilities/data/facilities.yaml",
}
local owner = {}
for _, path in ipairs(sorted) do
    local forms, names, bad = parsed("plugins/" .. path)
    tap.ok(#forms > 200, path .. " has its forms", #forms)
    tap.is(bad, nil, path .. ": every country has a known code")
    local disorder, twice
    for i = 2, #names do
        disorder = disorder or names[i - 1] > names[i] and names[i] or nil
    end
    for _, form in ipairs(forms) do
        twice = twice or owner[form] and form .. " in " .. owner[form]
        owner[form] = path
    end
    tap.is(disorder, nil, path .. " is sorted by name")
    tap.is(twice, nil, path .. ": each text once in all lists")
end

-- ---- what is found ------------------

local function found(text)
    local list = {}
    for _, s in ipairs(assay.text(text):spans("entity", "flat")) do
        if not s.rule:find("^english@") then -- what a model found
            list[#list + 1] = s.type .. ":" .. s.text .. "="
                .. tostring(s.name)
        end
    end
    return table.concat(list, " ")
end

for text, want in pairs({
    ["Ten Shaheds and a Kh-101 were shot down."] =
        "WEAPON:Shaheds=Shahed-136 WEAPON:Kh-101=Kh-101",
    ["They asked for F-16s and IRIS-T systems."] =
        "WEAPON:F-16s=F-16 WEAPON:IRIS-T=IRIS-T",
    ["A Storm Shadow missile was used."] =
        "WEAPON:Storm Shadow missile=Storm Shadow",
    ["Sailors of the USS Gerald R. Ford slept."] =
        "WEAPON:USS Gerald R. Ford=USS Gerald R. Ford",
    ["He lived through World War II."] = "EVENT:World War II=World War II",
    ["The Minsk accords failed."] = "EVENT:Minsk accords=Minsk agreements",
    ["Trucks wait at the Rafah crossing."] =
        "FAC:Rafah crossing=Rafah crossing",
    ["Power at the ZNPP was cut."] =
        "FAC:ZNPP=Zaporizhzhia Nuclear Power Plant",
    ["Jets took off from Hmeimim air base."] =
        "FAC:Hmeimim air base=Hmeimim",
    ["Turkey and Jordan met."] = "LOC:Turkey=Turkey LOC:Jordan=Jordan",
    ["The US said so."] = "LOC:US=United States",
}) do
    tap.is(found(text), want, text)
end

for _, text in ipairs({
    "The javelin flew far, and the grad student was stung by a stinger.",
    "A patriot held the hammer; the flamingo flew to the hawk.",
    "The harpoon, the archer and the leopard are on show.",
    "They told us that it was a nice turkey.",
    "It was the world war of the ants and a cold war of nerves.",
    "In May the summit of the hill is of use to who may come.",
    "Nice work, said the coach. Reading is fun. Mobile phones rang.",
    "Stacey Abrams spoke. The Patriots lost.",
    "The maidan was green, the bridge was long, the crossing was wide.",
}) do
    tap.is(found(text), "", "nothing in: " .. text)
end

-- A building that stands for a government says for which part.
local seats = {}
for _, s in ipairs(assay.text("The Kremlin and Aso Rock spoke.")
    :spans("entity", "flat")) do
    seats[#seats + 1] = s.type .. " " .. s.country .. " "
        .. tostring(s.seat)
end
tap.is(table.concat(seats, ", "), "ORG RUS head-of-state, "
    .. "ORG NGA head-of-state", "seats of government")

-- First names are for models: they annotate nothing.
local people = assay.gazetteer("plugins/people/data/given-names.yaml")
local doc = assay.text("Oleksandr met Fatima.")
local areas = {}
for _, _, entry in doc:find(people) do
    areas[#areas + 1] = entry.area
end
tap.is(table.concat(areas, " "), "ukrainian arabic", "first names by area")
tap.is(found("Oleksandr met Fatima."), "", "and no findings")

tap.done()
