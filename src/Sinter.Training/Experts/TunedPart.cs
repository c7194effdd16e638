namespace Sinter.Training;

/// <summary>Which of the encoder's tensors an expert's fine-tuning changes.</summary>
public enum TunedPart
{
    /// <summary>The attention's weights and biases (Jin et al., 2025: less interference when merged).</summary>
    Attention,

    /// <summary>All of the encoder.</summary>
    All,
}
