/// Who should lead: hands leadership over when this leader's guard does not speak, when it does not hear whom others hear,
/// and when another voter owns less. And when the cluster acts because time passed: the leader tells it.
///
/// Promise: decides by [io.fci.core.view.Handover] alone, seldom, and never about groups. Deliberately absent: elections
/// themselves, and any memory of who led before.
@NullMarked
package io.fci.lead;

import org.jspecify.annotations.NullMarked;
