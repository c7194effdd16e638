namespace Sinter.Training;

/// <summary>How the attention of a fresh vision transformer begins.</summary>
public enum AttentionStart
{
    /// <summary>At random, as everything else.</summary>
    Random,

    /// <summary>
    /// Every head looks at one of the eight neighbours of a patch, as the taps of a convolution do, and learns from there: what a convolution knows about pictures need not be learned first.
    /// The idea is that of Zheng et al. (2024, "Structured initialization for vision transformers"); the closed form is ours, see <see cref="LocalAttention"/>.
    /// </summary>
    Local,
}
