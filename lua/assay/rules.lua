--- Rules for scripts and the command line: made or loaded with their examples
-- tried, profiled, compared, asked why.
local core = require "assay.core"
local style = require "assay.style"
local grid = require "assay.table"
local who = require "assay.who"
local wording = require "assay.wording"

local rules = {of = core.rules.of}

--- The caller's mistake, told at `level` above the function that checks.
local function check_set(set, name, what, level)
    if core.type(set) ~= "rules" then
        error(("%s: %s must be rules (got %s)"):format(name, what,
            core.type(set)), level + 1)
    end
end

-- ---- examples -------------------------------------------------------

--- What is wrong with the examples of a set, a line each; nil if nothing is.
local function failing(set)
    local lines = {}
    for _, result in ipairs(set:test()) do
        if not result.good then
            lines[#lines + 1] = result.why
        end
    end
    return #lines > 0 and lines or nil
end

--- A set from a rule file, once its examples came out as they say.
-- @tparam string path
-- @tparam[opt] table functions what rules call under `do`, by name
-- @treturn rules, or nil and all that is wrong, a line each
function rules.load(path, functions)
    if type(path) ~= "string" then
        error(("assay.rules.load: path must be a string (got %s)"):format(
            core.type(path)), 2)
    elseif functions ~= nil and type(functions) ~= "table" then
        error(("assay.rules.load: functions must be a table (got %s)"):format(
            core.type(functions)), 2)
    end
    local set, _, faults = core.rules.load(core.paths.home(path), functions)
    faults = set and failing(set) or faults
    if faults and #faults > 0 then
        return nil, table.concat(faults, "\n")
    end
    return set
end

--- A set from tables; what is wrong with them is the caller's error.
function rules.new(_, list)
    local good, set = pcall(core.rules, list)
    if not good then
        error(set, 2)
    end
    local faults = failing(set)
    if faults then
        error("assay.rules: " .. table.concat(faults, "\n"), 2)
    end
    return set
end

-- ---- many documents --------------------------------------------------------

--- Call `fn(doc)` for a document, each of a list, or each of an iterator.
local function each(docs, fn, name)
    if core.type(docs) == "document" then
        return fn(docs)
    elseif type(docs) == "table" then
        for _, doc in ipairs(docs) do
            fn(doc)
        end
    elseif type(docs) == "function" or core.type(docs) == "each" then
        for doc in docs do
            fn(doc)
        end
    else
        error(("%s: docs must be a document, a list or an iterator (got %s)")
            :format(name, core.type(docs)), 3)
    end
end

local COUNTS = {"rule", "wakes", "hits", "guarded", "lost", "won", "ms"}

--- What each rule did in some documents, the slowest first: units of text that
-- woke it, hits, those that `unless` dropped, those lost to others, those won,
-- milliseconds. The documents stay as they are.
function rules.profile(set, docs)
    check_set(set, "rules:profile", "self", 2)
    set:stats(true)
    each(docs, function(doc) set:find(doc) end, "rules:profile")
    local rows = set:stats()
    table.sort(rows, function(a, b)
        if a.ms ~= b.ms then
            return a.ms > b.ms
        end
        return a.rule < b.rule
    end)
    return grid.new(rows, COUNTS, "no rule")
end

--- Of a span, so that the same one found by both sets has one key.
local function key_of(span)
    return ("%s %s %d %d"):format(span.kind, span.label, span.first, span.last)
end

local function row_of(what, doc, span)
    return {what = what, doc = doc.id, rule = span.rule, label = span.label,
            first = span.first, last = span.last, text = span.text}
end

--- Hits gained and lost between two versions of a set of rules.
-- @treturn table rows with what ("gained", "lost"), doc, rule, label, text,
-- first and last; `same` counts the hits of both
function rules.diff(old, new_set, docs)
    check_set(old, "assay.rules.diff", "old", 2)
    check_set(new_set, "assay.rules.diff", "new", 2)
    local rows, same = {}, 0
    each(docs, function(doc)
        local before = {}
        for _, span in ipairs(old:find(doc)) do
            before[key_of(span)] = span
        end
        for _, span in ipairs(new_set:find(doc)) do
            local key = key_of(span)
            if before[key] then
                same = same + 1
                before[key] = nil
            else
                rows[#rows + 1] = row_of("gained", doc, span)
            end
        end
        local lost = {}
        for _, span in pairs(before) do
            lost[#lost + 1] = row_of("lost", doc, span)
        end
        table.sort(lost, function(a, b)
            return a.first < b.first or a.first == b.first
                and key_of{kind = "", label = a.label, first = a.first,
                           last = a.last}
                < key_of{kind = "", label = b.label, first = b.first,
                         last = b.last}
        end)
        table.move(lost, 1, #lost, #rows + 1, rows)
    end, "assay.rules.diff")
    rows.same = same
    return grid.new(rows, {"what", "doc", "rule", "label", "text"},
        "no difference")
end

-- ---- why -------------------------------------------------------------------

--- The set that has `name`: "plugin/rule", with its version ("plugin@1.0/rule",
-- as records have it) or without, or the rule of any plugin.
local function set_of(name)
    local plugin, rule = name:match("^([^/@]*)[^/]*/(.*)$")
    if plugin then
        local set, why = rules.of(plugin)
        return set, rule, why
    end
    for _, p in ipairs(core.plugins()) do
        local set = rules.of(p.name)
        for _, each_rule in ipairs(set and set:list() or {}) do
            if each_rule.name == name then
                return set, name
            end
        end
    end
    return nil, name, ('no plugin has a rule "%s"'):format(style.clean(name))
end

local why_meta = {
    __name = "why",
    __tostring = function(t) return t.text end,
}

--- Why a rule did, or did not, fire in a sentence.
-- @tparam document doc
-- @tparam string name "plugin/rule", or a rule's name
-- @tparam integer sentence from 1
-- @tparam[opt] rules set whose rule it is, if no plugin's
-- Of a mention (a span of kind "entity") and its document: who it means.
function rules.why(doc, name, sentence, set)
    if type(doc) == "table" and doc.kind == "entity" then
        local of = name or _G.doc
        if core.type(of) ~= "document" then
            error("why: which document? why(mention, doc)", 3)
        end
        return who.why(of, doc)
    elseif core.type(doc) ~= "document" then
        error(("why: doc must be a document (got %s)"):format(core.type(doc)),
            3)
    elseif type(name) ~= "string" then
        error(("why: rule must be a string (got %s)"):format(type(name)), 3)
    end
    local rule, problem = name, nil
    if set ~= nil then
        check_set(set, "why", "set", 3)
    else
        set, rule, problem = set_of(name)
    end
    if not set then
        error("why: " .. problem, 3)
    end
    local good, text, told = pcall(set.why, set, doc, rule, sentence or 1)
    if not good then
        error(type(text) == "string" and text:gsub("^rules:why: ", "why: ")
            or text, 3)
    end
    told.text = text
    return setmetatable(told, why_meta)
end

-- ---- the command line ------------------------------------------------------

local function tell(line)
    io.stderr:write(core.clean(line, "lines"), "\n")
end

--- The set in `path`, whatever else it tells; faults and lints are counted.
local function read(path)
    local set, _, faults = core.rules.load(path)
    local told = set and set:lints() or faults
    for _, line in ipairs(told) do
        tell(line)
    end
    return set, #told
end

--- Faults, lints and examples; a line a file that has none.
local function check(paths)
    local bad = 0
    for _, path in ipairs(paths) do
        local set, n = read(path)
        local results = set and set:test() or {}
        for _, result in ipairs(results) do
            if not result.good then
                tell(result.why)
                n = n + 1
            end
        end
        if n == 0 then
            print(("%s: %s, %s, no fault"):format(path,
                wording.counted(#set, "rule"), wording.counted(#results, "example")))
        end
        bad = bad + n
    end
    return bad, "fault"
end

--- Every example, and what became of it.
local function test(paths)
    local bad = 0
    for _, path in ipairs(paths) do
        local set, n = read(path)
        bad = bad + (set and 0 or n)
        for _, result in ipairs(set and set:test() or {}) do
            bad = bad + (result.good and 0 or 1)
            print(("%-6s %s: %s %s"):format(result.good and "ok" or "FAILED",
                result.rule, result.must and "match" or "no_match",
                style.clean(result.text)))
            if not result.good then
                tell(result.why)
            end
        end
    end
    return bad, "failure"
end

--- What the rules of a file do in documents.
local function profile_files(paths)
    local set, n = read(table.remove(paths, 1))
    if not set then
        return n, "fault"
    end
    print(rules.profile(set, core.each(paths)))
    return 0
end

local ACTIONS = {check = check, test = test, profile = profile_files}

--- `assay rules ACTION FILE...`, which the command line has checked.
function rules.main(action, ...)
    local bad, what = ACTIONS[action] {...}
    if bad > 0 then
        error(wording.counted(bad, what), 0)
    end
end

return rules
