--- Networks as GEXF 1.3 (gexf.net), which Gephi and others open. A network is
-- a value with `nodes` and `edges`, lists of tables: a node has a name (or
-- id, label), an edge source and target, the ids of nodes. Other fields that
-- are plain become attributes.
local cell = require "assay.rows.cell"
local core = require "assay.core"
local files = require "assay.files"
local rows = require "assay.rows"

--- XML 1.0 has no way to write most controls: they become U+FFFD.
local function escaped(value)
    local text = core.output.utf8(tostring(value))
    text = text:gsub("[\0-\8\11\12\14-\31]", "\u{FFFD}")
    text = text:gsub("\u{FFFE}", "\u{FFFD}"):gsub("\u{FFFF}", "\u{FFFD}")
    return (text:gsub('[&<>"\'\t\n\r]', {["&"] = "&amp;", ["<"] = "&lt;",
        [">"] = "&gt;", ['"'] = "&quot;", ["'"] = "&#39;", ["\t"] = "&#9;",
        ["\n"] = "&#10;", ["\r"] = "&#13;"}))
end

--- A GEXF type that holds all values of a field.
local function type_of(list, key)
    local found
    for _, item in ipairs(list) do
        local value = cell.value(item, {key = key})
        local kind = value ~= nil and (math.type(value) == "integer" and "long"
            or math.type(value) == "float" and "double"
            or type(value) == "boolean" and "boolean" or "string")
        if kind and found and kind ~= found then
            local numbers = kind ~= "string" and found ~= "string"
                and kind ~= "boolean" and found ~= "boolean"
            found = numbers and "double" or "string"
        else
            found = kind or found
        end
    end
    return found
end

--- Attributes that items have besides `own`, in order of name.
local function attributes(list, own)
    local columns = {}
    for _, column in ipairs(rows.columns(list)) do
        if not own[column.key] then
            columns[#columns + 1] = {key = column.key, type = type_of(list, column.key)}
        end
    end
    return columns
end

local function declared(class, columns, out)
    if #columns == 0 then
        return
    end
    out[#out + 1] = ('    <attributes class="%s">\n'):format(class)
    for i, column in ipairs(columns) do
        out[#out + 1] = ('      <attribute id="%d" title="%s" type="%s"/>\n')
            :format(i - 1, escaped(column.key), column.type)
    end
    out[#out + 1] = "    </attributes>\n"
end

--- The element with its attributes' values.
local function element(tag, head, item, columns)
    local values = {}
    for i, column in ipairs(columns) do
        local text = cell.text(item, column)
        if cell.value(item, column) ~= nil then
            values[#values + 1] = ('<attvalue for="%d" value="%s"/>'):format(
                i - 1, escaped(text))
        end
    end
    if #values == 0 then
        return ("      <%s%s/>\n"):format(tag, head)
    end
    return ("      <%s%s><attvalues>%s</attvalues></%s>\n"):format(tag, head,
        table.concat(values), tag)
end

local NODE = {id = true, label = true, name = true}
local EDGE = {id = true, source = true, target = true, weight = true,
    rows = true} -- the records it rests on are no attribute

local function id_of(node)
    return node.id or node.name or node.label
end

local function nodes_text(nodes, columns, out)
    out[#out + 1] = "    <nodes>\n"
    for _, node in ipairs(nodes) do
        out[#out + 1] = element("node", (' id="%s" label="%s"'):format(
            escaped(id_of(node)), escaped(node.label or node.name or node.id)),
            node, columns)
    end
    out[#out + 1] = "    </nodes>\n"
end

local function edges_text(edges, columns, out)
    out[#out + 1] = "    <edges>\n"
    for i, edge in ipairs(edges) do
        local weight = edge.weight or edge.n
        out[#out + 1] = element("edge", (' id="%d" source="%s" target="%s"%s')
            :format(i - 1, escaped(edge.source), escaped(edge.target),
                math.type(weight) and (' weight="%s"'):format(
                    core.output.json(weight)) or ""), edge, columns)
    end
    out[#out + 1] = "    </edges>\n"
end

local function text_of(network)
    local nodes, edges = network.nodes, network.edges
    local of_nodes, of_edges = attributes(nodes, NODE), attributes(edges, EDGE)
    local out = {'<?xml version="1.0" encoding="UTF-8"?>\n'
        .. '<gexf xmlns="http://gexf.net/1.3" version="1.3">\n'
        .. ('  <graph mode="static" defaultedgetype="%s">\n'):format(
            network.directed and "directed" or "undirected")}
    declared("node", of_nodes, out)
    declared("edge", of_edges, out)
    nodes_text(nodes, of_nodes, out)
    edges_text(edges, of_edges, out)
    out[#out + 1] = "  </graph>\n</gexf>\n"
    return table.concat(out)
end

--- What keeps a network from being written; nil if nothing does.
local function problem(network)
    local known = {}
    for i, node in ipairs(network.nodes) do
        local id = type(node) == "table" and id_of(node)
        if id == nil or id == false then
            return ("node %d has neither id nor name"):format(i)
        elseif known[tostring(id)] then
            return ('there are two nodes "%s"'):format(core.clean(tostring(id)))
        end
        known[tostring(id)] = true
    end
    for i, edge in ipairs(network.edges) do
        for _, side in ipairs {"source", "target"} do
            local id = type(edge) == "table" and edge[side]
            if not known[tostring(id)] then
                return ("edge %d: its %s is no node (%s)"):format(i, side,
                    core.clean(tostring(id)))
            end
        end
    end
end

return {
    name = "gexf", extension = "gexf", takes = "network", problem = problem,
    chunks = function(network) return files.once(text_of(network)) end,
}
