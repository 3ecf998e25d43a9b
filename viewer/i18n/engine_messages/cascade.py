"""What the cascade, its bundles and the self-check say (`ml.inference`).

Between two `{}` stands what `ml` fills in. A test looks each up in the code of `ml`.
"""

from __future__ import annotations

from viewer.i18n.translate import mark

CASCADE = (
    mark("Research use only. Not for diagnostic use."),
    # outcomes, opinions, modes and tasks
    mark("absent"),
    mark("primary"),
    mark("secondary"),
    mark("present, source not sure"),
    mark("not sure"),
    mark("not analysed"),
    mark("agree"),
    mark("disagree"),
    mark("unsure"),
    mark("reader first"),
    mark("on request"),
    mark("concurrent"),
    mark("tumour"),
    mark("no tumour"),
    mark("presence"),
    mark("source"),
    mark("Presence"),
    mark("Source"),
    # reasons of abstentions and refusals
    mark("unlike what the network was trained on"),
    mark("{} of its slices are {}"),
    mark("for the source network the slice is {}"),
    mark("no slice could be read"),
    mark("no source network read this"),
    mark("the source network is near one half"),
    mark("the source score is usual for both sources"),
    mark("the presence score is too near its threshold"),
    mark("not every slice was read"),
    mark("no head in this slice"),
    mark("the network gave no answer"),
    mark("the network gave no number"),
    mark("the network failed: {}"),
    mark("failed: {}"),
    mark("not read yet"),
    mark("pictures or report: {}"),
    # what the shipped networks say of themselves
    mark("Small first model, trained and tested on few patients; mostly low-grade glioma."),
    mark("Demonstration: trained on simulated metastases and never validated on real ones."),
    # bundles
    mark("no presence bundle in {}; see `python main.py doctor`"),
    mark("{} is not a bundle: model.json cannot be read; install the bundle again"),
    mark(
        "{}: schema {} and task {} are not known to this version of Whence; update Whence or "
        "the bundle"
    ),
    mark("{} does not hold together: {}"),
    mark("{}: {} is missing; install it again"),
    mark("{}: {} was altered (sha256 {}, expected {}); install the bundle again"),
    mark("{} could not be installed ({}); free some space or ask who looks after this computer"),
    mark("{} is not a bundle: it is no folder with a model.json"),
    mark("{} is not a bundle: {} is missing; copy it again"),
    mark("{} is not a bundle of Whence: it is larger than 1 GB"),
    mark("{}: the network gives no number on a trial slice; not installed"),
    mark("{} could not be written ({}); free some space or choose another folder, then run again"),
    # self-check
    mark("device"),
    mark("weights"),
    mark("decoders"),
    mark("disk"),
    mark("journal"),
    mark("processor, as safe mode wants it, torch {}"),
    mark("{} with {} GB, torch {}"),
    mark("Apple graphics (MPS), torch {}"),
    mark("processor ({}, {} threads), torch {}; {}"),
    mark("no NVIDIA card with a working driver was found"),
    mark("this build of Whence does not use graphics cards"),
    mark("{} ({}, {}) verified. {}"),
    mark("{} ({}, {}) verified."),
    mark(
        "{} cannot be written to: settings and the log will not be kept. Make it writable, or "
        "set HOME to a folder that is"
    ),
    mark("{} GB free for records and reports"),
    mark("{}: free some space before annotating a folder"),
    mark("the samples are missing; install Whence again"),
    mark("{}: decodes wrongly; do not read such images here"),
    mark("{}: decodes"),
)
