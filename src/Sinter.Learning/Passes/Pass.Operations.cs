namespace Sinter.Learning;

/// <content>What can be computed beside networks.</content>
public sealed partial class Pass
{
    /// <summary>Mean cross-entropy of logits [.., classes] and one label a row; −100 marks a row that does not count. One number.</summary>
    /// <exception cref="NetworkException">A label is out of range, or the counts differ.</exception>
    public Tensor CrossEntropy(Tensor logits, int[] labels)
    {
        ArgumentNullException.ThrowIfNull(logits);
        ArgumentNullException.ThrowIfNull(labels);
        return Learning.CrossEntropy.Apply(this, logits, labels);
    }

    /// <summary>Mean cross-entropy of logits [.., classes] against one distribution a row, for mixed labels and for distilling. One number.</summary>
    /// <param name="logits">[.., classes].</param>
    /// <param name="targets">As many probabilities as there are logits.</param>
    /// <exception cref="NetworkException">The counts differ.</exception>
    public Tensor CrossEntropy(Tensor logits, ReadOnlySpan<float> targets)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return SoftCrossEntropy.Apply(this, logits, targets);
    }

    /// <summary>Mean entropy, in nats, of the softmax of logits [.., classes]. One number.</summary>
    public Tensor Entropy(Tensor logits)
    {
        ArgumentNullException.ThrowIfNull(logits);
        return Learning.Entropy.Apply(this, logits);
    }

    /// <summary>Σ weight · value of numbers: how losses are combined.</summary>
    public Tensor WeightedSum(params (Tensor Value, float Weight)[] terms)
    {
        ArgumentNullException.ThrowIfNull(terms);
        return Learning.WeightedSum.Apply(this, terms);
    }
}
