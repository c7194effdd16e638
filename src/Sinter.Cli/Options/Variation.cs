using Sinter.Data;

namespace Sinter.Cli;

/// <summary>How much training pictures are varied.</summary>
internal enum Variation
{
    /// <summary><see cref="Augmentation.Strong"/>.</summary>
    Strong,

    /// <summary><see cref="Augmentation.Light"/>: learns faster, and is enough for a short run.</summary>
    Light,

    /// <summary>Mirrored at most.</summary>
    None,
}
