/// What it takes to bring one resource online, to keep it under watch and to stop it, on this node.
///
/// Promise: `stop` returns only when nothing of the resource is left, or says that something is. Every effect goes through
/// the hands. Deliberately absent: why a resource runs here, and what else runs in its group.
@NullMarked
package io.fci.agent;

import org.jspecify.annotations.NullMarked;
