--- Quotes of tests/golden/quotes.txt against what the program finds. Prints
-- what differs (with "-v"), and honest figures: found (contents that share at
-- least half of the shorter), bytes of content and speaker, who speaks.
-- Run by: assay run tests/golden/quotes.lua tests/golden/quotes.txt [-v]
local path, verbose = ...

local casefile = dofile("tests/golden/cases.lua")
local trim = casefile.trim

local function read(file)
    return casefile.read(file, function(want, kind, rest)
        if kind == "quote" then
            table.insert(want, rest)
            return true
        end
    end)
end

--- Where a slice, or "first words ... last words", stands: the place that is
-- nearest to `near`.
local function place(text, slice, near)
    if slice == "" then
        return nil
    end
    local from, to = slice:match "^(.-) %.%.%. (.+)$"
    local best, distance = nil, math.huge
    local b, e = text:find(from or slice, 1, true)
    while b do
        local inside = near and near[1] <= b and b <= near[2]
        local far = near and not inside
            and math.min(math.abs(b - near[1]), math.abs(b - near[2])) or 0
        local whole = not text:sub(b - 1, b):match "^%w%w$" and not text:sub(e, e + 1):match "^%w%w$"
        if whole and far < distance then
            best, distance = {b, e}, far
        end
        b, e = text:find(from or slice, e + 1, true)
    end
    if best and to then
        best[2] = select(2, text:find(to, best[2], true))
    end
    if not best or not best[2] then
        error(("not in the text: %s"):format(slice), 0)
    end
    return best
end

local function want_of(text, line)
    local part = {}
    for field in (line .. "|"):gmatch "(.-)|" do
        part[#part + 1] = trim(field)
    end
    local flags = {}
    for flag in (part[5] or ""):gmatch "%a+" do
        flags[flag] = true
    end
    local content = place(text, part[4])
    return {line = line, speaker = place(text, part[1], content), name = part[2],
        cue = part[3], content = content, flags = flags}
end

local function got_of(rec)
    local function span(key)
        return rec[key .. "_start"] and {rec[key .. "_start"] + 1, rec[key .. "_end"]}
    end
    return {rec = rec, speaker = span "speaker", name = rec.speaker, cue = rec.cue or "",
        content = span "content", flags = rec}
end

local function shared(a, b)
    if not a or not b then
        return 0
    end
    return math.max(0, math.min(a[2], b[2]) - math.max(a[1], b[1]) + 1)
end

local function length(a)
    return a and a[2] - a[1] + 1 or 0
end

--- Does it fit, and how well?
local function fit(w, g)
    if not w.content or not g.content then
        return not w.content and not g.content and shared(w.speaker, g.speaker) > 0 and 1 or 0
    end
    local o = shared(w.content, g.content)
    return 2 * o >= math.min(length(w.content), length(g.content)) and o or 0
end

--- The largest overlaps first, each once.
local function match(want, got)
    local all = {}
    for i, w in ipairs(want) do
        for j, g in ipairs(got) do
            local o = fit(w, g)
            if o > 0 then
                all[#all + 1] = {o, i, j}
            end
        end
    end
    table.sort(all, function(a, b)
        if a[1] ~= b[1] then
            return a[1] > b[1]
        end
        return a[2] < b[2] or a[2] == b[2] and a[3] < b[3]
    end)
    local by_want, by_got = {}, {}
    for _, p in ipairs(all) do
        if not by_want[p[2]] and not by_got[p[3]] then
            by_want[p[2]], by_got[p[3]] = p[3], p[2]
        end
    end
    return by_want, by_got
end

local function show(g)
    local r = g.rec
    return ("%s | %s | %s | %s |%s%s%s%s  (%s)"):format(r.speaker_text or "", r.speaker or "-",
        r.cue or "", r.content or "", r.direct and " direct" or "", r.mixed and " mixed" or "",
        r.negated and " negated" or "", r.anonymous and " anonymous" or "", r.rule)
end

local n = {want = 0, got = 0, found = 0, exact = 0, source = 0, source_exact = 0, name = 0,
    names = 0, cue = 0, flags = 0, wanted = {}, hit = {}, right = 0}
local bytes = {content = {0, 0, 0}, speaker = {0, 0, 0}}

local function count_bytes(kind, want, got)
    local b = bytes[kind]
    local function cover(list)
        local s = {}
        for _, each in ipairs(list) do
            for i = each[kind] and each[kind][1] or 1, each[kind] and each[kind][2] or 0 do
                s[i] = true
            end
        end
        return s
    end
    local w, g = cover(want), cover(got)
    for i in pairs(w) do
        b[1] = b[1] + (g[i] and 1 or 0)
        b[2] = b[2] + 1
    end
    for _ in pairs(g) do
        b[3] = b[3] + 1
    end
end

local FLAGS = {"direct", "negated", "anonymous", "mixed"}
local KINDS = {"direct", "indirect", "mixed", "negated"}

local function kind_of(w)
    return w.flags.negated and "negated" or w.flags.direct and "direct" or w.flags.mixed and "mixed"
        or "indirect"
end

local cases = read(path)
for _, case in ipairs(cases) do
    local doc = assay.text(case.text)
    local want, got = {}, {}
    for i, line in ipairs(case.want) do
        want[i] = want_of(case.text, line)
    end
    for i, rec in ipairs(doc:records "quote") do
        got[i] = got_of(rec)
    end
    doc:close()
    local by_want, by_got = match(want, got)
    local notes = {}
    for i, w in ipairs(want) do
        local g = got[by_want[i]]
        local kind = kind_of(w)
        n.wanted[kind] = (n.wanted[kind] or 0) + 1
        if not g then
            notes[#notes + 1] = "missing " .. w.line
        else
            n.hit[kind] = (n.hit[kind] or 0) + 1
            n.found = n.found + 1
            local exact = not w.content or shared(w.content, g.content) == length(w.content)
                and length(g.content) == length(w.content)
            local source = not w.speaker and not g.speaker or shared(w.speaker, g.speaker) > 0
            local source_exact = not w.speaker and not g.speaker
                or shared(w.speaker, g.speaker) == length(w.speaker)
                and length(g.speaker) == length(w.speaker)
            local named = w.name ~= ""
            local name = not named or (w.name == "-" and not g.name) or w.name == g.name
            local cue = w.cue == g.cue or w.cue:find(g.cue, 1, true) and g.cue ~= ""
            local same_flags = true
            for _, flag in ipairs(FLAGS) do
                same_flags = same_flags and (w.flags[flag] or false) == (g.flags[flag] or false)
            end
            n.exact = n.exact + (exact and 1 or 0)
            n.source = n.source + (source and 1 or 0)
            n.source_exact = n.source_exact + (source_exact and 1 or 0)
            n.names = n.names + (named and 1 or 0)
            n.name = n.name + (named and name and 1 or 0)
            n.cue = n.cue + (cue and 1 or 0)
            n.flags = n.flags + (same_flags and 1 or 0)
            if not (exact and source_exact and name and cue and same_flags) then
                local what = {}
                for key, good in pairs {content = exact, speaker = source_exact, name = name,
                    cue = cue, flags = same_flags} do
                    what[#what + 1] = not good and key or nil
                end
                table.sort(what)
                notes[#notes + 1] = "differs in " .. table.concat(what, ", ") .. ": " .. w.line
                notes[#notes + 1] = "                     got: " .. show(g)
            end
        end
    end
    for j, g in ipairs(got) do
        if not by_got[j] then
            notes[#notes + 1] = "besides " .. show(g)
        end
    end
    count_bytes("content", want, got)
    count_bytes("speaker", want, got)
    n.want, n.got = n.want + #want, n.got + #got
    n.right = n.right + (#notes == 0 and 1 or 0)
    if verbose and #notes > 0 then
        print(case.name .. "\n    " .. table.concat(notes, "\n    "))
    end
end

local function f1(p, r)
    return p + r > 0 and 2 * p * r / (p + r) or 0
end

local p, r = n.found / math.max(1, n.got), n.found / n.want
print(("found      precision %.3f  recall %.3f  F1 %.3f  (%d of %d, %d found)"):format(p, r,
    f1(p, r), n.found, n.want, n.got))
for _, kind in ipairs {"content", "speaker"} do
    local b = bytes[kind]
    local bp, br = b[1] / math.max(1, b[3]), b[1] / math.max(1, b[2])
    print(("%-7s bytes  precision %.3f  recall %.3f  F1 %.3f"):format(kind, bp, br, f1(bp, br)))
end
print(("of %d pairs: content exact %d, speaker's place %d, exact %d, cue %d, flags %d; names %d of %d")
    :format(n.found, n.exact, n.source, n.source_exact, n.cue, n.flags, n.name, n.names))
local line = {}
for _, kind in ipairs(KINDS) do
    line[#line + 1] = ("%s %d of %d"):format(kind, n.hit[kind] or 0, n.wanted[kind] or 0)
end
print("found by kind: " .. table.concat(line, ", "))
print(("%d texts, %d all right"):format(#cases, n.right))
