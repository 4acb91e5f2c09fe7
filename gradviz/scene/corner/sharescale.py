"""The colours of a layer's share where only the share is ever shown."""

from dataclasses import replace

from gradviz.scene.corner.setting import Setting
from gradviz.scene.marks.scale import fit


def scaled_to_shares(setting: Setting) -> Setting:
    """Return a setting in which a layer's share of W_grad has a scale of its own.

    Only where the whole has one: a scale that was chosen, or that all matrices have, stays.

    Parameters
    ----------
    setting : Setting
        Of a picture that shows the share and never the whole.
    """
    role = "W_grad"
    if not setting.is_shared(role):
        return setting
    name, scale = setting.name(role), setting.scale(role)
    if scale != fit([setting.network.matrix(name)], scale.curve):
        return setting
    own = fit([setting.passes.matrix(role)], scale.curve)
    return replace(setting, scales={**setting.scales, name: own})
