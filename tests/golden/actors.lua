--- Actors, roles and places of tests/golden/actors.txt against what the
-- program finds. Prints what differs, and precision and recall of each kind.
-- Run by `make test`: assay run tests/golden/actors.lua tests/golden/actors.txt
local path = ...

local casefile = dofile("tests/golden/cases.lua")
local split = casefile.split

--- A mention as it is compared: no article in front.
local function bare(text)
    return (text:gsub("^[Tt]he ", ""):gsub("%s+", " "))
end

--- The cases: want = {actor = {..}, role = {..}, place = {..}}
local function read(file)
    return casefile.read(file, function(want, kind, rest, line)
        want.actor, want.role, want.place = want.actor or {}, want.role or {}, want.place or {}
        if want[kind] and not line:match("[.?!\"]$") then
            table.insert(want[kind], rest)
            return true
        end
    end)
end

local function want_actor(line)
    local type_name, mentions = line:match("^(.-)%s*|%s*(.*)$")
    local type, name = type_name:match("^(%u+) (.+)$")
    local list = split(mentions, ";")
    for i, mention in ipairs(list) do
        list[i] = bare(mention)
    end
    return {type = type, key = bare(name) .. " = " .. table.concat(list, "; ")}
end

local function want_role(line)
    local p = split(line, "|")
    return {key = ("%s, %s, %s, %s"):format(p[1], p[2]:lower(),
        bare(p[3] or ""), p[4] == "former" and "former" or "")}
end

local function want_place(line)
    return {key = line}
end

local function got_actors(doc)
    local groups, order = {}, {}
    for _, span in ipairs(doc:spans("entity", "flat")) do
        local counts = span.type == "PERSON" or span.type == "ORG"
            or span.type == "LOC"
        if counts and span.actor then
            local group = groups[span.actor]
            if not group then
                group = {name = bare(span.name), mentions = {}, types = {}}
                groups[span.actor] = group
                order[#order + 1] = group
            end
            table.insert(group.mentions, bare(span.text))
            group.types[span.type] = true
        end
    end
    local out = {}
    for i, group in ipairs(order) do
        out[i] = {types = group.types, key = group.name .. " = "
            .. table.concat(group.mentions, "; ")}
    end
    return out
end

local function got_roles(doc)
    local out = {}
    for i, span in ipairs(doc:spans("role")) do
        out[i] = {key = ("%s, %s, %s, %s"):format(span.person,
            (span.role_text and span.role or span.role or ""):lower(),
            bare(span.of or ""), span.former and "former" or "")}
    end
    return out
end

local function got_places(doc)
    local out, seen = {}, {}
    for _, span in ipairs(doc:spans("location")) do
        local key = ("%s %s"):format(span.name, span.country or "?")
        if not seen[key] then
            seen[key] = true
            out[#out + 1] = {key = key}
        end
    end
    return out
end

local KINDS = {
    {"actor", want_actor, got_actors},
    {"role", want_role, got_roles},
    {"place", want_place, got_places},
}

local function fits(want, got)
    return want.key == got.key and (not want.type or got.types[want.type]
        or want.type == "LOC" and got.types.ORG)
end

--- Compare; the number right, and lines of what differs.
local function compare(want, got)
    local used, right, lines = {}, 0, {}
    for _, w in ipairs(want) do
        local hit
        for i, g in ipairs(got) do
            if not used[i] and fits(w, g) then
                hit = i
                break
            end
        end
        if hit then
            used[hit] = true
            right = right + 1
        else
            lines[#lines + 1] = "missing " .. (w.type and w.type .. " " or "")
                .. w.key
        end
    end
    for i, g in ipairs(got) do
        if not used[i] then
            lines[#lines + 1] = "besides " .. g.key
        end
    end
    return right, lines
end

local totals = {}
local failed = 0
local cases = read(path)
for _, case in ipairs(cases) do
    local doc = assay.text(case.text)
    local wrong = {}
    for _, kind in ipairs(KINDS) do
        local want, got = {}, kind[3](doc)
        for i, line in ipairs(case.want[kind[1]]) do
            want[i] = kind[2](line)
        end
        local right, lines = compare(want, got)
        local t = totals[kind[1]] or {want = 0, got = 0, right = 0}
        totals[kind[1]] = t
        t.want, t.got, t.right = t.want + #want, t.got + #got, t.right + right
        for _, line in ipairs(lines) do
            wrong[#wrong + 1] = kind[1] .. ": " .. line
        end
    end
    if #wrong > 0 then
        failed = failed + 1
        print(case.name)
        for _, line in ipairs(wrong) do
            print("    " .. line)
        end
    end
    doc:close()
end
for _, kind in ipairs(KINDS) do
    local t = totals[kind[1]]
    print(("%-6s precision %.3f  recall %.3f  (%d of %d, %d found)"):format(
        kind[1], t.got > 0 and t.right / t.got or 0, t.right / t.want, t.right,
        t.want, t.got))
end
print(("%d texts, %d all right"):format(#cases, #cases - failed))
if failed > 0 then
    error(failed .. " texts differ", 0)
end
