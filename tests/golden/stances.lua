--- Casualties or stances of a file in tests/golden against what the program
-- finds. Prints what differs, and precision and recall.
--     assay run tests/golden/stances.lua tests/golden/casualties.txt
local path = ...

local casefile = dofile("tests/golden/cases.lua")

local function bare(s)
    return (s:gsub("^[Tt]he ", ""):gsub("^[Aa]n? ", ""):gsub("%s+", " "):lower())
end

--- The cases: want = {{kind, parts}}
local function read(file)
    return casefile.read(file, function(want, kind, rest)
        if kind == "casualty" or kind == "stance" then
            table.insert(want, casefile.split(rest, "|"))
            return true
        end
    end)
end

-- ---- casualties ----------------------------------------------------------

local function number(n)
    return n and ("%d"):format(n) or "-"
end

local casualty = {kind = "casualty", fields = {"who", "by", "in", "on"}}

function casualty.want(parts)
    local out = {key = parts[1]}
    for i = 2, #parts do
        local name, value = parts[i]:match("^(%l+) (.+)$")
        out[name] = bare(value)
    end
    return out
end

function casualty.got(rec)
    return {key = ("%s %s %s"):format(rec.harm or "-", number(rec.min), number(rec.max)),
        who = rec.who and bare(rec.who), by = rec.actor and bare(rec.actor),
        ["in"] = rec.place and bare(rec.place), on = rec.date}
end

-- ---- stances -------------------------------------------------------------

local stance = {kind = "stance", fields = {"target", "hedged"}}

function stance.want(parts)
    return {key = bare(parts[1]) .. " " .. parts[2], target = bare(parts[3]),
        hedged = parts[4] and "hedged"}
end

function stance.got(rec)
    return {key = bare(rec.actor or "-") .. " " .. (rec.polarity or "-"),
        target = bare(rec.target or "-"), hedged = rec.hedged == true and "hedged" or nil}
end

-- ---- both ----------------------------------------------------------------

local function show(kind, one)
    local out = {one.key}
    for _, field in ipairs(kind.fields) do
        if one[field] then
            out[#out + 1] = field .. " " .. one[field]
        end
    end
    return table.concat(out, " | ")
end

local function alike(kind, want, got)
    local n = 0
    for _, field in ipairs(kind.fields) do
        n = n + (want[field] == got[field] and 1 or 0)
    end
    return n
end

local total = {want = 0, got = 0, right = 0, whole = 0}
local fields = {}

--- Pair what is wanted with what was found; lines of what differs.
local function compare(kind, want, got)
    local used, lines = {}, {}
    total.want, total.got = total.want + #want, total.got + #got
    for _, w in ipairs(want) do
        local hit, best
        for i, g in ipairs(got) do
            local n = not used[i] and w.key == g.key and alike(kind, w, g)
            if n and (not best or n > best) then
                hit, best = i, n
            end
        end
        if hit then
            used[hit] = true
            total.right = total.right + 1
            total.whole = total.whole + (best == #kind.fields and 1 or 0)
            for _, field in ipairs(kind.fields) do
                local f = fields[field] or {want = 0, got = 0, right = 0}
                fields[field] = f
                local a, b = w[field], got[hit][field]
                f.want, f.got = f.want + (a and 1 or 0), f.got + (b and 1 or 0)
                f.right = f.right + (a and a == b and 1 or 0)
            end
            if best < #kind.fields then
                lines[#lines + 1] = "wanted  " .. show(kind, w)
                lines[#lines + 1] = "found   " .. show(kind, got[hit])
            end
        else
            lines[#lines + 1] = "missing " .. show(kind, w)
        end
    end
    for i, g in ipairs(got) do
        if not used[i] then
            lines[#lines + 1] = "besides " .. show(kind, g)
        end
    end
    return lines
end

local kind = path:find("casualt") and casualty or stance
local failed, cases = 0, read(path)
for _, case in ipairs(cases) do
    local doc = assay.text(case.text, {date = "2025-03-12"})
    local want, got = {}, {}
    for i, parts in ipairs(case.want) do
        want[i] = kind.want(parts)
    end
    for i, rec in ipairs(doc:records(kind.kind)) do
        got[i] = kind.got(rec)
    end
    local lines = compare(kind, want, got)
    if #lines > 0 then
        failed = failed + 1
        print(case.name .. "\n    " .. table.concat(lines, "\n    "))
    end
    doc:close()
end

local function ratio(a, b)
    return b > 0 and a / b or 1
end

print(("%-8s precision %.3f  recall %.3f  (%d of %d, %d found; %d whole)"):format(
    kind.kind, ratio(total.right, total.got), ratio(total.right, total.want), total.right,
    total.want, total.got, total.whole))
for _, field in ipairs(kind.fields) do
    local f = fields[field] or {want = 0, got = 0, right = 0}
    print(("  %-8s precision %.3f  recall %.3f  (%d of %d, %d found)"):format(
        field, ratio(f.right, f.got), ratio(f.right, f.want), f.right, f.want, f.got))
end
print(("%d texts, %d all right"):format(#cases, #cases - failed))
