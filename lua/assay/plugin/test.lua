--- test: the manifest, the rules' examples, and tests/*.lua of a plugin, each in
-- its sandbox.
local core = require "assay.core"
local files = require "assay.files"
local present = require "assay.plugin.present"
local result = require "assay.plugin.result"
local text = require "assay.plugin.text"

local test = {}

local function prelude()
    return assert(files.read(core.paths.library .. "/assay/plugin/tester.lua"))
end

--- The folder of a plugin's name, or the folder itself.
local function folder_of(all, word)
    local item = all.by_name[word]
    if core.paths.kind(word .. "/plugin.yaml") then
        return assert(core.paths.real(word))
    elseif item and item.dir then
        return item.dir
    end
    error(("%s: is no plugin, and no folder with a plugin.yaml"):format(text.clean(word)), 0)
end

local function files_in(dir)
    local out = {}
    for _, name in ipairs(core.paths.list(dir .. "/tests") or {}) do
        if name:match("%.lua$") then
            out[#out + 1] = "tests/" .. name
        end
    end
    return out
end

--- Folders of the other plugins that are on.
local function others(all, dir)
    local out = {}
    for _, item in ipairs(all.list) do
        if item.dir and item.enabled and not item.hidden and not item.problem and item.dir ~= dir then
            out[#out + 1] = item.dir
        end
    end
    return out
end

local function run(all, dir)
    local manifest, why = core.store.manifest(dir)
    if not manifest then
        return {{kind = "load", name = "plugin.yaml", good = false, why = why}}
    end
    local rows = core.plugin_tests {dir = dir, folders = others(all, dir), files = files_in(dir),
                                    prelude = prelude()}
    if #rows == 0 or rows[1].kind ~= "load" then
        table.insert(rows, 1, {kind = "load", name = "loads", good = true})
    end
    rows.name, rows.version = manifest.name, manifest.version
    return rows
end

local function lines_of(rows)
    local out = {}
    for _, row in ipairs(rows) do
        out[#out + 1] = ("%-6s %s"):format(row.good and "ok" or "FAILED", text.clean(row.name))
        if not row.good then
            for line in core.clean(row.why, "lines"):gmatch("[^\n]+") do
                out[#out + 1] = "       " .. line
            end
        end
    end
    return out
end

--- test [NAME|DIR ...], without any the folder that one is in
function test.test(words)
    local all, plugins, failed, count = present.read(), {}, 0, 0
    for i, word in ipairs(#words > 0 and words or {"."}) do
        local dir = folder_of(all, word)
        local rows = run(all, dir)
        for _, row in ipairs(rows) do
            count = count + 1
            failed = failed + (row.good and 0 or 1)
        end
        plugins[i] = {dir = dir, name = rows.name, version = rows.version, tests = {table.unpack(rows)}}
    end
    local data = result.new({plugins = plugins, passed = count - failed, failed = failed}, function()
        local out = {}
        for _, p in ipairs(plugins) do
            if #plugins > 1 then
                out[#out + 1] = text.clean(p.name or p.dir)
            end
            local lines = lines_of(p.tests)
            table.move(lines, 1, #lines, #out + 1, out)
        end
        out[#out + 1] = ("%d passed, %d failed"):format(count - failed, failed)
        return table.concat(out, "\n")
    end)
    return failed > 0 and result.fail(data, text.counted(failed, "failure")) or data
end

return test
