package io.fci.fence;

import java.io.StringReader;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/// What an agent says about itself.
///
/// @param parameters names that it knows
/// @param actions that it can do
record Metadata(Set<String> parameters, Set<String> actions) {
    private static final int MOST_NAMES = 1_000;

    Metadata {
        parameters = Set.copyOf(parameters);
        actions = Set.copyOf(actions);
    }

    boolean can(String action) {
        return actions.contains(action);
    }

    static Metadata parse(String xml) throws AgentFailed {
        var parameters = new TreeSet<String>();
        var actions = new TreeSet<String>();
        var factory = XMLInputFactory.newDefaultFactory();
        // No document type, so no entity and no file that one could name.
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        try {
            var reader = factory.createXMLStreamReader(new StringReader(xml.strip()));
            while (reader.hasNext()) {
                if (reader.next() == XMLStreamConstants.START_ELEMENT) {
                    var name = reader.getAttributeValue(null, "name");
                    if (name != null && parameters.size() + actions.size() < MOST_NAMES) {
                        switch (reader.getLocalName()) {
                            case "parameter" -> parameters.add(name);
                            case "action" -> actions.add(name);
                            default -> {
                            }
                        }
                    }
                }
            }
            reader.close();
        } catch (XMLStreamException e) {
            throw new AgentFailed("the agent's description of itself is not XML that can be read", e);
        }
        if (actions.isEmpty()) {
            throw new AgentFailed("the agent's description of itself names no actions");
        }
        return new Metadata(parameters, actions);
    }
}
