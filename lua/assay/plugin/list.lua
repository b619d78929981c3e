--- list, info, search: what there is, here and in the indexes.
local core = require "assay.core"
local grid = require "assay.table"
local consent = require "assay.plugin.consent"
local index = require "assay.plugin.index"
local present = require "assay.plugin.present"
local resolve = require "assay.plugin.resolve"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local list = {}

local function state_of(item)
    if item.hidden then
        return "hidden"
    elseif item.problem then
        return "broken"
    elseif present.edited(item) then
        return "edited"
    end
    return item.enabled and "on" or "off"
end

local function row_of(item)
    local entry = item.entry
    local signature = item.dir and entry and core.store.signature(item.dir)
    return {name = item.name, version = item.version, from = item.from, state = state_of(item),
            signer = entry and text.signer(signature) or nil,
            pinned = entry and entry.pinned or nil,
            summary = item.manifest and item.manifest.summary or item.problem, dir = item.dir}
end

--- list: every plugin, also those that do not load.
function list.list()
    local rows = {}
    for i, item in ipairs(present.read().list) do
        rows[i] = row_of(item)
    end
    table.sort(rows, function(a, b)
        if a.name ~= b.name then
            return a.name < b.name
        end
        return a.from < b.from
    end)
    return grid.new(rows, {"name", "version", "from", "state", "signer", "summary"}, "there is no plugin")
end

-- ---- info -------------------------------------------------------------------

--- The plugin as the program has loaded it, with counts of entries and rules.
local function loaded(item)
    for _, p in ipairs(core.plugins()) do
        if p.name == item.name and p.dir == item.dir then
            return p
        end
    end
end

local function lists_of(item)
    local out, p = {}, loaded(item)
    for i, gaz in ipairs(p and p.gazetteers or item.manifest.gazetteers or {}) do
        local use = gaz.kind and "annotates " .. text.clean(gaz.label or gaz.kind) or "for lookup"
        out[i] = ("%s (%s%s)"):format(text.clean(gaz.name), gaz.entries and gaz.entries .. ", " or "", use)
    end
    return table.concat(out, ", ")
end

local function rules_of(item)
    local files, p = item.manifest.rules or {}, loaded(item)
    if #files == 0 then
        return nil
    end
    local named = table.concat(files, ", ")
    return p and p.rules and ("%d in %s"):format(p.rules, named) or named
end

local function names_of(things)
    local out = {}
    for i, thing in ipairs(things or {}) do
        out[i] = thing.name
    end
    return table.concat(out, ", ")
end

local function folder_granted(entry, cap)
    for _, grant in ipairs(entry and entry.grants or {}) do
        if grant.name == cap.name then
            return grant.folder
        end
    end
end

local function manifest_rows(item)
    local m = item.manifest
    local code = core.paths.kind(item.dir .. "/main.lua") and "main.lua" or nil
    local rows = {
        {"plugin", item.name .. " " .. item.version}, {"summary", m.summary}, {"license", m.license},
        {"authors", table.concat(m.authors or {}, ", ")}, {"homepage", m.homepage},
        {"folder", item.dir}, {"categories", table.concat(m.categories or {}, ", ")},
        {"provides", table.concat(m.provides or {}, ", ")}, {"requires", text.needs(m.requires)},
        {"conflicts", text.needs(m.conflicts)}, {"lists", lists_of(item)},
        {"models", table.concat(m.models or {}, ", ")}, {"rules", rules_of(item)},
        {"records", names_of(m.kinds)}, {"settings", names_of(m.config)},
        {"modules", table.concat(m.modules or {}, ", ")}, {"code", code},
    }
    for i, cap in ipairs(m.capabilities or {}) do
        local granted = folder_granted(item.entry, cap)
        rows[#rows + 1] = {i == 1 and "asks to" or "", ("%s: \"%s\" (%s)"):format(
            consent.words(cap, granted), text.clean(cap.reason), granted and "granted" or "not granted")}
    end
    return rows
end

local function install_rows(item)
    local entry = item.entry
    if not entry then
        return {{"from", item.from}}
    end
    local earlier = {}
    for i, old in ipairs(entry.previous or {}) do
        earlier[i] = text.clean(old.version)
    end
    return {
        {"from", entry.source}, {"commit", entry.commit}, {"tree", entry.tree},
        {"signer", text.signer(item.dir and core.store.signature(item.dir))},
        {"wanted", entry.wanted and "by you" or "because others require it"},
        {"pinned", entry.pinned and "yes" or nil}, {"earlier", table.concat(earlier, ", ")},
    }
end

--- info NAME...: all that a plugin says of itself, and how it came here.
function list.info(words)
    local all, data, texts = present.read(), {}, {}
    for i, name in ipairs(words) do
        local item = all.by_name[name]
        if not item then
            error(("there is no plugin \"%s\"; `assay plugin list' has them"):format(text.clean(name)), 0)
        end
        local rows = item.manifest and manifest_rows(item)
            or {{"plugin", text.named(item)}, {"folder", item.dir}, {"problem", item.problem}}
        table.move(install_rows(item), 1, 9, #rows + 1, rows)
        rows[#rows + 1] = {"state", state_of(item)}
        texts[i] = text.lines(rows)
        data[i] = {name = name, version = item.version, from = item.from, dir = item.dir,
                   state = state_of(item), manifest = item.manifest, installed = item.entry,
                   problem = item.problem}
    end
    return result.new(data, function() return table.concat(texts, "\n\n") end)
end

-- ---- search -----------------------------------------------------------------

local function has_words(entry, words)
    local hay = table.concat({entry.name, entry.summary or "", table.concat(entry.categories or {}, " ")},
        " "):lower()
    for _, word in ipairs(words) do
        if not hay:find(word:lower(), 1, true) then
            return false
        end
    end
    return true
end

--- The newest release that this program could take.
local function newest(entry)
    local best
    for _, r in ipairs(entry.releases) do
        local good = not r.yanked and not resolve.is_early(r.version)
            and (not r.api or core.store.version_in(r.api, core.version))
        if good and (not best or core.store.version_compare(r.version, best) > 0) then
            best = r.version
        end
    end
    return best
end

--- search [WORD...]: plugins in the indexes whose name, summary or categories
-- have all the words.
function list.search(words, opts)
    local open, rows, problems = index.open(opts), {}, {}
    local all = present.read()
    for _, name in ipairs(index.names(open)) do
        local entry, why = index.entry(open, name)
        if not entry then
            problems[#problems + 1] = why
        elseif has_words(entry, words) then
            local here = all.by_name[name]
            rows[#rows + 1] = {name = name, version = newest(entry), installed = here and here.version,
                               license = entry.license, summary = entry.summary, index = entry.index}
        end
    end
    table.move(open.problems, 1, #open.problems, #problems + 1, problems)
    for _, why in ipairs(problems) do
        io.stderr:write("assay: ", core.clean(why), "\n")
    end
    local empty = #open.places == 0 and #problems == 0
        and "there is no index to look in: `assay plugin index add URL' adds one" or "nothing found"
    return grid.new(rows, {"name", "version", "installed", "license", "summary"}, empty)
end

-- ---- index ------------------------------------------------------------------

--- index [list|add URL|remove URL]
function list.index(words, opts)
    local action, url = words[1] or "list", words[2]
    if action == "list" and #words <= 1 then
        local rows = {}
        for i, each in ipairs(index.urls()) do
            rows[i] = {n = i, url = each}
        end
        return grid.new(rows, {"n", "url"}, "there is no index: `assay plugin index add URL' adds one")
    elseif (action ~= "add" and action ~= "remove") or not url or #words > 2 then
        error("index: write list, add URL or remove URL", 0)
    end
    url = index[action](url, opts)
    return result.new({url = url, what = action}, function()
        return (action == "add" and "added " or "removed ") .. text.clean(url)
    end)
end

return list
